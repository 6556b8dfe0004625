import { Layer } from './layer'

/**
 * Joins the spikes of a layer's tiles, whose records follow one another, into one list of events by step: tile after
 * tile, so in the order of the neurons. start: u32[steps + 1], list: u16.
 */
export function joinSpikes(tiles: usize, count: i32, start: usize, list: usize): void {
  const end = tiles + <usize>count * offsetof<Layer>()
  const steps = changetype<Layer>(tiles).steps
  let joined = list
  store<u32>(start, 0)
  for (let t = 1; t <= steps; t++) {
    for (let at = tiles; at < end; at += offsetof<Layer>()) {
      const tile = changetype<Layer>(at)
      const spikeStart = tile.spikeStart + (<usize>t << 2)
      const last = tile.spikes + (<usize>load<u32>(spikeStart, 4) << 1)
      for (let spike = tile.spikes + (<usize>load<u32>(spikeStart) << 1); spike < last; spike += 2) {
        store<u16>(joined, <u16>(tile.first + <i32>load<u16>(spike)))
        joined += 2
      }
    }
    store<u32>(start + (<usize>t << 2), <u32>((joined - list) >> 1))
  }
}
