import { addScaledRow, fillZero, multiplyRows } from './rows'

/** outputs[c] = sum_k counts[k] weights[k][c] */
export function readoutForward(counts: usize, weights: usize, outputs: usize, n: i32, classes: i32): void {
  fillZero(outputs, classes)
  for (let k = 0; k < n; k++) {
    const count = load<f32>(counts + (<usize>k << 2))
    if (count != 0) addScaledRow(outputs, weights + (<usize>(k * classes) << 2), count, classes)
  }
}

/** Adds the readout's weight gradient and leaves dL/ds of the layer below, equal at every step. */
export function readoutBackward(
  counts: usize,
  transposed: usize, // [classes][n]
  gradient: usize,
  outputGradient: usize,
  spikeGradient: usize,
  n: i32,
  classes: i32,
): void {
  for (let k = 0; k < n; k++) {
    const count = load<f32>(counts + (<usize>k << 2))
    if (count != 0) addScaledRow(gradient + (<usize>(k * classes) << 2), outputGradient, count, classes)
  }
  fillZero(spikeGradient, n)
  multiplyRows(spikeGradient, spikeGradient, transposed, outputGradient, classes, n)
}
