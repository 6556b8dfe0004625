import { CELL, clearCells, CURRENT, LAMBDA, OWN, RHO } from './cells'
import { gatherColumns } from './columns'
import { connectionAt, Layer, splatField } from './layer'
import { addRecurrent } from './recurrent'
import { fillZero } from './rows'
import { flush } from './surrogate'

/** Steps whose input is added up before the neurons are advanced through them: their rows stay in the L2 cache. */
const STRETCH = 64

/** Sets a layer to rest before the first step. */
export function restLayer(layer: Layer): void {
  fillZero(layer.u, layer.padded)
  fillZero(layer.counts, layer.padded)
  clearCells(layer.cells, layer.padded, CURRENT)
  clearCells(layer.cells, layer.padded, OWN)
  store<u32>(layer.spikeStart, 0)
  store<u32>(layer.spikeStart, 0, 4)
}

/** Runs all steps from the state in row 0. */
export function forwardLayer(layer: Layer): void {
  for (let from = 0; from < layer.steps; from += STRETCH) {
    const to = min(from + STRETCH, layer.steps)
    gatherEvents(layer, from, to)
    for (let t = from; t < to; t++) {
      const spikeStart = layer.spikeStart + (<usize>t << 2)
      const first = load<u32>(spikeStart)
      const end = load<u32>(spikeStart, 4)
      const jump = rowAfter(layer, t)
      for (let c = 0; c < layer.connections; c++) {
        addRecurrent(connectionAt(layer, c), jump, layer.spikes, first, end, layer.neurons)
      }
      store<u32>(spikeStart, layer.tssl ? advance(layer, t, end, true) : advance(layer, t, end, false), 8)
    }
  }
}

// @ts-ignore: decorator
@inline
function rowAfter(layer: Layer, t: i32): usize {
  return layer.u + <usize>(t + 1) * <usize>layer.stride
}

/** J from the input alone, for steps [from, to), into the rows of u that the steps will fill. */
function gatherEvents(layer: Layer, from: i32, to: i32): void {
  gatherColumns(
    rowAfter(layer, from),
    layer.stride,
    layer.padded,
    layer.inputTiles,
    layer.inputs,
    layer.eventStart + (<usize>from << 2),
    layer.events,
    to - from,
  )
}

/** One step of all neurons: J becomes u in place. Appends the step's spikes and returns where they end. */
// @ts-ignore: decorator
@inline
function advance(layer: Layer, t: i32, spikeCount: u32, traced: bool): u32 {
  const one = f32x4.splat(1)
  const kappa = splatField(layer, offsetof<Layer>('kappa'))
  const gain = splatField(layer, offsetof<Layer>('gain'))
  const quiet = splatField(layer, offsetof<Layer>('quarterGain'))
  const padded = layer.padded
  const counts = layer.counts
  const stride = <usize>layer.stride
  let row = layer.u + <usize>t * stride
  let cell = layer.cells
  let spike = layer.spikes + (<usize>spikeCount << 1)
  let recent = layer.recent + <usize>(t * padded)
  for (let base = 0; base < padded; base += 64) {
    const width = min(64, padded - base)
    let fired: u64 = 0
    for (let i = 0; i < width; i += 4) {
      const c = flush(f32x4.add(f32x4.mul(kappa, v128.load(cell, CURRENT)), f32x4.mul(gain, v128.load(row + stride))))
      v128.store(cell, c, CURRENT)
      const last = v128.load(row)
      const held = v128.andnot(last, f32x4.gt(last, one))
      const u = flush(f32x4.add(f32x4.mul(v128.load(cell, LAMBDA), held), f32x4.mul(v128.load(cell, RHO), c)))
      v128.store(row + stride, u)
      const spikes = f32x4.gt(u, one)
      fired |= <u64>i32x4.bitmask(spikes) << i
      if (traced) {
        const own = flush(f32x4.add(f32x4.mul(kappa, v128.load(cell, OWN)), v128.and(gain, spikes)))
        v128.store(cell, own, OWN)
        v128.store32_lane(recent, narrowMask(f32x4.ge(own, quiet)), 0)
        recent += 4
      }
      row += 16
      cell += CELL
    }
    while (fired) {
      const k = base + <i32>ctz(fired)
      fired &= fired - 1
      store<u16>(spike, <u16>k)
      spike += 2
      const count = counts + (<usize>k << 2)
      store<f32>(count, load<f32>(count) + 1)
    }
  }
  return <u32>((spike - layer.spikes) >> 1)
}

/** Lanes of 32 bits, all 0 or all 1, to the first four bytes. */
// @ts-ignore: decorator
@inline
function narrowMask(mask: v128): v128 {
  const words = i16x8.narrow_i32x4_s(mask, mask)
  return i8x16.narrow_i16x8_s(words, words)
}
