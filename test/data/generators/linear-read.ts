import type { EncodedDataset, Split } from '../../../src/data/dataset.js'
import { SPLITS } from '../../../src/data/dataset.js'

/** [feature] of sample i of a data set. */
export type Features = (data: EncodedDataset, i: number) => Float64Array

/** Spike count of every channel in every window of `window` steps; the whole trial when left out. */
export function counts(window = 65_536): Features {
  return (data, i) => {
    const windows = Math.ceil(data.steps[i] / window)
    const count = new Float64Array(windows * data.channels)
    for (let e = data.eventStart[i]; e < data.eventStart[i + 1]; e++)
      count[Math.floor(data.eventStep[e] / window) * data.channels + data.eventChannel[e]]++
    return count
  }
}

/**
 * Accuracy on the selection split of the best linear read by least squares (ridge, one output per class) of features,
 * fitted to the weights split.
 */
export function linearRead(data: EncodedDataset, features: Features, ridge = 1): number {
  const classes = data.classNames.length
  const rows = (split: Split) =>
    Array.from({ length: data.samples }, (_, i) => i)
      .filter((i) => data.split[i] === SPLITS.indexOf(split))
      .map((i) => ({ x: Float64Array.of(1, ...features(data, i)), label: data.label[i] }))
  const training = rows('weights')
  const size = training[0].x.length
  const gram = Array.from({ length: size }, (_, a) =>
    new Float64Array(size).fill(0).map((_, b) => (a === b ? ridge : 0)),
  )
  const moments = Array.from({ length: size }, () => new Float64Array(classes))
  for (const { x, label } of training) {
    for (let a = 0; a < size; a++) {
      if (x[a] === 0) continue
      for (let b = 0; b < size; b++) gram[a][b] += x[a] * x[b]
      for (let c = 0; c < classes; c++) moments[a][c] += x[a] * ((c === label ? 1 : 0) - 1 / classes)
    }
  }
  solve(gram, moments)
  const judged = rows('selection')
  const right = judged.filter(({ x, label }) => {
    const outputs = Array.from({ length: classes }, (_, c) =>
      x.reduce((sum, value, a) => sum + value * moments[a][c], 0),
    )
    return outputs.indexOf(Math.max(...outputs)) === label
  })
  return right.length / judged.length
}

/** Gaussian elimination of a positive definite matrix; `right` becomes the solution. */
function solve(matrix: readonly Float64Array[], right: readonly Float64Array[]): void {
  const size = matrix.length
  const eliminate = (from: number, into: number) => {
    const factor = matrix[into][from] / matrix[from][from]
    if (factor === 0) return
    for (let b = from; b < size; b++) matrix[into][b] -= factor * matrix[from][b]
    for (let c = 0; c < right[0].length; c++) right[into][c] -= factor * right[from][c]
  }
  for (let a = 0; a < size; a++) for (let below = a + 1; below < size; below++) eliminate(a, below)
  for (let a = size - 1; a >= 0; a--) {
    for (let c = 0; c < right[0].length; c++) right[a][c] /= matrix[a][a]
    for (let above = 0; above < a; above++)
      for (let c = 0; c < right[0].length; c++) right[above][c] -= matrix[above][a] * right[a][c]
  }
}
