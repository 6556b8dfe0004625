import { CARRY, clearCells, CURRENT_GRADIENT } from './cells'
import { findDenominators } from './denominators'
import { addInputGradient } from './input-gradient'
import { connectionAt, Layer } from './layer'
import { addLowerError } from './lower-error'
import { retreat } from './neuron-error'
import { addRecurrentGradient, pullRecurrent } from './recurrent'
import { fillZero } from './rows'

/** Steps whose errors are kept before they are added to the input gradient: 16 neurons of them fit the L1 cache. */
const STRETCH = 128

/** No error comes from after the last step. */
export function restErrors(layer: Layer): void {
  fillZero(layer.u + <usize>(layer.steps + 1) * <usize>layer.stride, layer.padded)
  clearCells(layer.cells, layer.padded, CARRY)
  clearCells(layer.cells, layer.padded, CURRENT_GRADIENT)
}

/** Walks all steps in reverse from the errors after them, overwriting u by dL/dJ. */
export function backwardLayer(layer: Layer): void {
  for (let to = layer.steps; to > 0; to -= STRETCH) {
    const from = max(0, to - STRETCH)
    for (let t = to - 1; t >= from; t--) backwardStep(layer, t)
    addInputGradient(layer, from, to)
    if (layer.lower) addLowerError(layer, from, to)
  }
}

function backwardStep(layer: Layer, t: i32): void {
  const n = layer.neurons
  const jumpGradient = layer.u + <usize>(t + 1) * <usize>layer.stride
  const later = jumpGradient + <usize>layer.stride
  let spikeGradient = layer.external + <usize>t * <usize>layer.externalStride
  findDenominators(layer, t)
  for (let c = 0; c < layer.connections; c++) {
    pullRecurrent(layer, connectionAt(layer, c), spikeGradient, later)
    spikeGradient = layer.spikeGradient
  }
  retreat(layer, t, spikeGradient)
  const spikeStart = layer.spikeStart + (<usize>t << 2)
  const first = load<u32>(spikeStart)
  const end = load<u32>(spikeStart, 4)
  for (let c = 0; c < layer.connections; c++) {
    addRecurrentGradient(connectionAt(layer, c), jumpGradient, layer.spikes, first, end, n)
  }
}
