import { mean } from 'simple-statistics'
import type { EncodedDataset, Split } from '../../src/data/dataset.js'
import { splitSamples } from '../../src/learning/training.js'

/** [class] weights of the training samples and an offset: the dual form of a linear readout. */
interface Ridge {
  readonly coefficients: readonly Float64Array[]
  readonly offsets: readonly number[]
}

/** sqrt of the event counts of every channel in every step, minus the training mean. */
function features(data: EncodedDataset, samples: readonly number[], steps: number): Float64Array[] {
  return samples.map((i) => {
    const counts = new Float64Array(data.channels * steps)
    for (let e = data.eventStart[i]; e < data.eventStart[i + 1]; e++)
      counts[data.eventStep[e] * data.channels + data.eventChannel[e]]++
    return counts.map(Math.sqrt)
  })
}

const dot = (a: Float64Array, b: Float64Array) => {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j]
  return sum
}

/**
 * Accuracy on `scoreOn` of ridge regression to the classes' indicator, trained on `trainOn`, for each strength: solves
 * (K + strength I) a = y with the Gram matrix K of the centred features, by Cholesky's factors.
 */
export function ridgeAccuracies(
  data: EncodedDataset,
  trainOn: readonly Split[],
  scoreOn: Split,
  strengths: readonly number[],
): number[] {
  const steps = data.steps.reduce((most, n) => Math.max(most, n), 1)
  const train = Array.from(splitSamples(data, trainOn))
  const scored = Array.from(splitSamples(data, [scoreOn]))
  const x = features(data, train, steps)
  const z = features(data, scored, steps)
  const centre = x[0].map((_, j) => mean(x.map((row) => row[j])))
  for (const row of [...x, ...z]) for (let j = 0; j < row.length; j++) row[j] -= centre[j]
  const gram = x.map((a, r) => Float64Array.from(x.slice(0, r + 1), (b) => dot(a, b)))
  const cross = z.map((a) => Float64Array.from(x, (b) => dot(a, b)))
  const labels = train.map((i) => data.label[i])
  return strengths.map((strength) => {
    const { coefficients, offsets } = solve(gram, labels, data.classNames.length, strength)
    const right = scored.filter((i, at) => {
      const outputs = coefficients.map((a, c) => offsets[c] + dot(cross[at], a))
      return outputs.indexOf(Math.max(...outputs)) === data.label[i]
    })
    return right.length / scored.length
  })
}

function solve(gram: readonly Float64Array[], labels: readonly number[], classes: number, strength: number): Ridge {
  const factor = cholesky(gram, strength)
  const offsets: number[] = []
  const coefficients = Array.from({ length: classes }, (_, c) => {
    const target = Float64Array.from(labels, (label) => (label === c ? 1 : 0))
    const offset = mean(Array.from(target))
    offsets.push(offset)
    return substitute(
      factor,
      target.map((y) => y - offset),
    )
  })
  return { coefficients, offsets }
}

/** Lower triangle L with L L^T = K + strength I. */
function cholesky(gram: readonly Float64Array[], strength: number): Float64Array[] {
  const lower: Float64Array[] = []
  for (const [i, row] of gram.entries()) {
    const own = Float64Array.from(row)
    own[i] += strength
    for (let j = 0; j <= i; j++) {
      const other = j === i ? own : lower[j]
      let sum = own[j]
      for (let k = 0; k < j; k++) sum -= own[k] * other[k]
      own[j] = j === i ? Math.sqrt(sum) : sum / other[j]
    }
    lower.push(own)
  }
  return lower
}

function substitute(lower: readonly Float64Array[], right: Float64Array): Float64Array {
  const a = right.slice()
  for (let i = 0; i < a.length; i++) {
    for (let k = 0; k < i; k++) a[i] -= lower[i][k] * a[k]
    a[i] /= lower[i][i]
  }
  for (let i = a.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < a.length; k++) a[i] -= lower[k][i] * a[k]
    a[i] /= lower[i][i]
  }
  return a
}
