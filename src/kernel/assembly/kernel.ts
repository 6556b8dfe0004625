export { backwardLayer, restErrors } from './backward'
export { packColumns } from './columns'
export { continueErrors, continueLayer, loadState, saveState } from './checkpoint'
export { firstSpikeBackward, firstSpikeForward } from './first-spike'
export { forwardLayer, restLayer } from './forward'
export { packTransposed } from './lower-error'
export { adamw, addArray, sumOfSquares } from './optimiser'
export { readoutBackward, readoutForward } from './readout'
export { transpose } from './rows'
export { joinSpikes } from './tiles'
export { fireIzhikevich, stepIzhikevich, stepLif, sumColumns } from './wave-layer'
export { waveNoise } from './wave-noise'
import { transpose } from './rows'

export function allocate(bytes: usize): usize {
  return heap.alloc(bytes)
}

/** Gives all memory back: everything allocated before is gone. */
export function release(): void {
  heap.reset()
}

/** [block][pre][post] -> [block][post][pre] */
export function transposeBlocks(from: usize, to: usize, neurons: i32, size: i32): void {
  for (let start = 0; start < neurons; start += size) {
    const at = <usize>(start * size) << 2
    transpose(from + at, to + at, size, size)
  }
}
