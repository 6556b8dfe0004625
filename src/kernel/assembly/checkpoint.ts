import { CELL, CURRENT, OWN } from './cells'
import { Layer } from './layer'

// A saved state is [u][current][own], `padded` floats each.

/** Saves the state before the stretch. */
export function saveState(layer: Layer, to: usize): void {
  const bytes = <usize>layer.padded << 2
  memory.copy(to, layer.u, bytes)
  let cell = layer.cells
  for (let i = <usize>0; i < bytes; i += 16) {
    v128.store(to + bytes + i, v128.load(cell, CURRENT))
    v128.store(to + (bytes << 1) + i, v128.load(cell, OWN))
    cell += CELL
  }
}

/** Makes a saved state the one before the stretch. */
export function loadState(layer: Layer, from: usize): void {
  const bytes = <usize>layer.padded << 2
  memory.copy(layer.u, from, bytes)
  let cell = layer.cells
  for (let i = <usize>0; i < bytes; i += 16) {
    v128.store(cell, v128.load(from + bytes + i), CURRENT)
    v128.store(cell, v128.load(from + (bytes << 1) + i), OWN)
    cell += CELL
  }
  listSpikes(layer)
}

/** Makes the state after the stretch the one before the next. */
export function continueLayer(layer: Layer): void {
  memory.copy(layer.u, layer.u + <usize>layer.steps * <usize>layer.stride, <usize>layer.padded << 2)
  listSpikes(layer)
}

/** The error of the stretch's first step comes after the last step of the stretch before, of `steps` steps. */
export function continueErrors(layer: Layer, steps: i32): void {
  const stride = <usize>layer.stride
  memory.copy(layer.u + <usize>(steps + 1) * stride, layer.u + stride, <usize>layer.padded << 2)
}

/** Spikes of row 0. */
function listSpikes(layer: Layer): void {
  let spike = layer.spikes
  for (let k = 0; k < layer.neurons; k++) {
    if (load<f32>(layer.u + (<usize>k << 2)) > 1) {
      store<u16>(spike, <u16>k)
      spike += 2
    }
  }
  store<u32>(layer.spikeStart, 0)
  store<u32>(layer.spikeStart, <u32>((spike - layer.spikes) >> 1), 4)
}
