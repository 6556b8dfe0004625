import { mean, sampleStandardDeviation } from 'simple-statistics'
import { type DataSpec, dataSchema, isGenerated, resolveDataset } from '../../src/data/catalogue.js'
import { createThreadEvaluator } from '../../src/evaluation/thread-evaluator.js'
import type { EvaluationItem } from '../../src/evaluation/work-item.js'
import { key } from '../../src/kernel/numerics/random.js'
import { type GradientRecipe, gradientRecipeSchema } from '../../src/learning/gradient-recipe.js'
import { handmadeTopology } from '../../src/topology/handmade.js'
import type { SearchSpace } from '../../src/topology/search-space.js'
import type { Topology } from '../../src/topology/topology.js'

/** One row of a measured table: a topology per replicate, a recipe, a data set. */
export interface Row {
  readonly label: string
  readonly topology: (replicate: number) => Topology
  readonly recipe: Parameters<typeof gradientRecipeSchema.parse>[0]
  readonly data: Parameters<typeof dataSchema.parse>[0]
  readonly replicates: number
  readonly scoreOn: 'selection' | 'test'
}

export interface Measured {
  readonly label: string
  readonly accuracies: readonly number[]
  readonly failures: number
  readonly firingRate: number
  /** Wall seconds of one training on its thread. */
  readonly seconds: number
}

/** Trains all replicates of a row on a pool of threads. */
async function measure(row: Row, threads: number, seed: number): Promise<Measured> {
  const data: DataSpec = dataSchema.parse(row.data)
  const recipe: GradientRecipe = gradientRecipeSchema.parse(row.recipe)
  const dataDir = process.env.MOTIF_DATA ?? '../shared/data'
  const encoded = isGenerated(data) ? null : await resolveDataset(data, { seed, replicate: 0, dataDir, threads })
  const evaluator = createThreadEvaluator({ seed, data, recipe, encoded: encoded?.buffer ?? null }, threads)
  const items = Array.from(
    { length: row.replicates },
    (_, replicate): EvaluationItem => ({
      kind: 'evaluation',
      candidate: row.topology(replicate),
      replicate,
      epochs: recipe.epochs,
      scoreOn: row.scoreOn,
      trainOn: ['weights', 'alpha'],
      override: {},
    }),
  )
  const accuracies: number[] = Array(row.replicates).fill(1 / row.topology(0).readout.classes)
  const rates: number[] = []
  const seconds: number[] = []
  let failures = 0
  for await (const { index, result, wallSeconds } of evaluator.evaluate(items)) {
    seconds.push(wallSeconds)
    if (result.kind === 'evaluation' && result.outcome.state === 'scored') {
      accuracies[index] = result.outcome.score.accuracy
      rates.push(result.outcome.score.firingRate)
    } else {
      failures++
    }
  }
  await evaluator.close()
  return { label: row.label, accuracies, failures, firingRate: rates.length ? mean(rates) : 0, seconds: mean(seconds) }
}

/** Measures all rows, two side by side on a thread each; in the order of the rows. */
export async function measureAll(
  rows: readonly Row[],
  onRow: (measured: Measured) => void,
  seed = 1,
): Promise<Measured[]> {
  const results: Measured[] = []
  let next = 0
  const lane = async () => {
    while (next < rows.length) {
      const own = next++
      results[own] = await measure(rows[own], 1, seed)
      onRow(results[own])
    }
  }
  await Promise.all([lane(), lane()])
  return results
}

/** A handmade topology per replicate: the random ones are drawn afresh each time. */
export function handmade(name: string, space: SearchSpace, motifSize?: number): (replicate: number) => Topology {
  return (replicate) => handmadeTopology(name, space, { key: key(7, replicate), ...(motifSize && { motifSize }) })
}

/** `.95 1.0 .49` and the mean: accuracies as fractions, two digits. */
export function shown({ accuracies }: Measured): string {
  return accuracies.map((a) => a.toFixed(2).replace(/^0/, '')).join(' ')
}

export function markdownRow(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}

export function meanAndSd(values: readonly number[]): string {
  const sd = values.length > 1 ? ` ± ${sampleStandardDeviation([...values]).toFixed(3)}` : ''
  return `${mean([...values]).toFixed(3)}${sd}`
}
