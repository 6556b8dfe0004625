import { key } from '../kernel/numerics/random.js'
import { waveNoise } from '../kernel/reference/wave-noise.js'
import { classify, type LinearClassifier, RidgeMoments } from '../learning/ridge.js'
import { type FeatureMap, featuresOf } from './feature-maps.js'

export interface Pictures {
  readonly pictures: readonly Float32Array[]
  readonly labels: Uint8Array
}

/** Adds normal noise of this deviation to every pixel. */
export function noisy({ pictures, labels }: Pictures, sigma: number, seed: number): Pictures {
  if (sigma === 0) return { pictures, labels }
  const { k0, k1 } = key(seed, 'pixel-noise')
  return {
    labels,
    pictures: pictures.map((picture, i) => {
      const noise = new Float32Array(Math.ceil(picture.length / 8) * 8)
      waveNoise(noise, k0, k1, i, sigma)
      return picture.map((value, p) => value + noise[p])
    }),
  }
}

const STRENGTHS = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]

/** [picture][feature] */
const table = (map: FeatureMap, { pictures }: Pictures): Float32Array[] => {
  const features = new Float64Array(map.length)
  return pictures.map((picture) => Float32Array.from(featuresOf(map, picture, features)))
}

/** [picture] 1 where its class is found */
const rightOnes = (classifier: LinearClassifier, rows: readonly Float32Array[], labels: Uint8Array): Uint8Array =>
  Uint8Array.from(rows, (row, i) => Number(classify(classifier, row) === labels[i]))

/** Share of those that are right. */
export const accuracyOf = (right: Uint8Array): number => right.reduce((sum, one) => sum + one, 0) / right.length

/**
 * Which test pictures a linear read-out has right, 1 each: ridge on the features, its strength chosen on a fifth of the
 * training pictures; `test` is looked at once.
 */
export function probe(map: FeatureMap, train: Pictures, test: Pictures): Uint8Array {
  const rows = table(map, train)
  const cut = Math.floor(0.8 * rows.length)
  const moments = new RidgeMoments(map.length, 10)
  for (let i = 0; i < cut; i++) moments.add(rows[i], train.labels[i])
  const scores = STRENGTHS.map((strength) =>
    accuracyOf(rightOnes(moments.solve(strength), rows.slice(cut), train.labels.subarray(cut))),
  )
  const strength = STRENGTHS[scores.indexOf(Math.max(...scores))]
  for (let i = cut; i < rows.length; i++) moments.add(rows[i], train.labels[i])
  return rightOnes(moments.solve(strength), table(map, test), test.labels)
}
