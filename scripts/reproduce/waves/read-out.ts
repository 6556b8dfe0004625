import { fileBytes } from '../../../src/data/files/files.js'
import { readIdx } from '../../../src/data/readers/idx.js'
import { mnist } from '../../../src/data/sets/mnist.js'
import { key } from '../../../src/kernel/numerics/random.js'
import { buildStack } from '../../../src/self-organization/build-stack.js'
import { comparisonMaps } from '../../../src/self-organization/comparison-maps.js'
import { type FeatureMap, rawFeatures } from '../../../src/self-organization/feature-maps.js'
import { poolsOf } from '../../../src/self-organization/pools.js'
import { accuracyOf, noisy, type Pictures, probe } from '../../../src/self-organization/probe.js'
import { stackSchema } from '../../../src/self-organization/stack-settings.js'

/** Files of the two parts, or undefined where there are none. */
export async function readMnist(
  folder: string,
  most: number,
): Promise<{ train: Pictures; test: Pictures } | undefined> {
  const paths = mnist.find(folder)
  if (!paths) return undefined
  const read = async (images: string, labels: string, count: number): Promise<Pictures> => {
    const { values } = readIdx(images, await fileBytes(images))
    const pictures = Array.from({ length: count }, (_, i) =>
      Float32Array.from(values.subarray(784 * i, 784 * (i + 1)), (value) => value / 255),
    )
    return { pictures, labels: readIdx(labels, await fileBytes(labels)).values.slice(0, count) }
  }
  return { train: await read(paths[0], paths[1], most), test: await read(paths[2], paths[3], 10_000) }
}

/** Enough for every unit to be recruited: 100,000 for 100 units (criterion 6). */
const stepsFor = (count: number): number => 1000 * count

/** All maps of one size, by the name of the table's column. */
export function allMaps(count: number, seed: number): Record<string, FeatureMap> {
  const settings = stackSchema.parse({
    layers: [
      { units: 1500, excitation: { radius: 2 }, inhibition: { radius: 5 } },
      { units: count, dynamics: 'winner', projection: { rule: 'winner' } },
    ],
  })
  const stack = buildStack(settings, key(seed, 'read-out'))
  stack.run(stepsFor(count))
  const { projection } = stack.driven[0]
  const pools = poolsOf(projection, 'present')
  const rows = pools.map((_, k) => projection.row(k))
  const maps = comparisonMaps(stack.sheet(0), pools, rows, { width: 28, height: 28 }, key(seed, 'maps'))
  stack.dispose()
  return maps
}

export interface ReadOutRow {
  readonly data: string
  readonly features: number
  readonly sigma: number
  readonly train: number
  readonly test: number
  /** [map] one accuracy per seed */
  readonly accuracies: Readonly<Record<string, readonly number[]>>
  /** [map] test pictures of all seeds that only self-organized pools have right, and only this map. */
  readonly pairs?: Readonly<Record<string, { readonly gained: number; readonly lost: number }>>
}

/** Rows without and with noise, of maps of one size that are made once per seed. */
export function readOut(
  data: string,
  features: number,
  sigmas: readonly number[],
  sets: readonly { readonly train: Pictures; readonly test: Pictures; readonly seed: number }[],
): ReadOutRow[] {
  const rows = sigmas.map((sigma) => ({
    sigma,
    accuracies: {} as Record<string, number[]>,
    pairs: {} as Record<string, { gained: number; lost: number }>,
  }))
  for (const { train, test, seed } of sets) {
    const maps: Record<string, FeatureMap> = { ...allMaps(features, seed), 'raw pixels': rawFeatures(784) }
    for (const { sigma, accuracies, pairs } of rows) {
      const [noisyTrain, noisyTest] = [noisy(train, sigma, seed), noisy(test, sigma, seed + 1000)]
      const own = probe(maps['self-organized'], noisyTrain, noisyTest)
      for (const [name, map] of Object.entries(maps)) {
        const right = name === 'self-organized' ? own : probe(map, noisyTrain, noisyTest)
        accuracies[name] ??= []
        accuracies[name].push(accuracyOf(right))
        pairs[name] ??= { gained: 0, lost: 0 }
        pairs[name].gained += own.filter((one, i) => one > right[i]).length
        pairs[name].lost += own.filter((one, i) => one < right[i]).length
      }
    }
  }
  const [{ train, test }] = sets
  return rows.map((row) => ({ data, features, train: train.pictures.length, test: test.pictures.length, ...row }))
}
