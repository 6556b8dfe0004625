import { dataSchema } from '../../../src/data/catalogue.js'
import type { EncodedDataset } from '../../../src/data/dataset.js'
import { loadPattern } from '../../../src/data/pattern-dataset.js'
import { isPattern } from '../../../src/data/pattern-spec.js'
import { key } from '../../../src/kernel/numerics/random.js'
import { emptyRun, Learner } from '../../../src/learning/super-spike/learner.js'
import { SuperSpikeTraining } from '../../../src/learning/super-spike/training.js'
import { wire } from '../../../src/learning/super-spike/wiring.js'
import { superSpikeRecipeSchema } from '../../../src/learning/super-spike-recipe.js'
import { parseTopology } from '../../../src/topology/topology-document.js'

export async function ssbm(pattern: string, stepMicros = 100): Promise<EncodedDataset> {
  const spec = dataSchema.parse({ source: 'ssbm', pattern, stepMicros })
  if (!isPattern(spec)) throw new Error('a pattern was asked for')
  return loadPattern(spec)
}

export interface Course {
  /** [epoch] cost of one pass while learning, rate of the hidden neurons in Hz. */
  readonly cost: readonly number[]
  readonly rate: readonly number[]
  readonly accuracy: readonly number[]
  /** Output spikes of the first pass, before anything was learnt. */
  readonly firstSpikes: number
  /** [output spike of the last, frozen pass] step and neuron. */
  readonly raster: readonly (readonly [number, number])[]
  readonly final: number
  readonly finalRate: number
  readonly seconds: number
}

export interface Condition {
  readonly data: EncodedDataset
  readonly hidden?: number
  readonly epochs: number
  readonly seed: number
  readonly recipe?: object
}

/** One training from scratch, and what its network then does with everything frozen. */
export function train({ data, hidden = 4, epochs, seed, recipe: change = {} }: Condition): Course {
  const recipe = superSpikeRecipeSchema.parse({ rule: 'super-spike', epochs, ...change })
  const dt = data.dt ?? 1e-4
  const outputs = data.target?.outputs ?? data.classNames.length
  const topology = parseTopology(
    {
      neuron: { model: 'lif', tauMem: 0.01 / dt, tauSyn: 0.005 / dt },
      inputs: data.channels,
      layers: [{ neurons: hidden, recurrent: { kind: 'none' } }],
      readout: { kind: 'spiking', classes: outputs },
    },
    'reproduce',
  )
  const replicate = key(seed, 'replicate', 0)
  const began = process.cpuUsage()
  const task = { topology, data, trainOn: ['weights'] as const, recipe, epochs, replicate }
  const training = new SuperSpikeTraining(task)
  const setup = { wiring: wire(topology, recipe), neuron: topology.neuron, recipe, dt, replicate }
  const before = emptyRun()
  new Learner(setup, training.numbers().weights).run(data, 0, null, before)
  const reports = Array.from({ length: epochs }, () => training.runEpoch())
  const frozen = new Learner(setup, training.numbers().weights)
  const raster: [number, number][] = []
  frozen.run(data, 0, null, emptyRun())
  frozen.run(data, 0, null, emptyRun(), (layer, step, neuron) => {
    if (layer === setup.wiring.layers.length - 1) raster.push([step, neuron])
  })
  const score = training.score('selection')
  const { user, system } = process.cpuUsage(began)
  return {
    cost: reports.map(({ loss }) => loss),
    rate: reports.map(({ firingRate }) => firingRate / dt),
    accuracy: reports.map(({ accuracy }) => accuracy),
    ...{ firstSpikes: before.outputSpikes, raster, final: score.loss, finalRate: score.firingRate / dt },
    seconds: (user + system) / 1e6,
  }
}

export const best = (values: readonly number[]): number => Math.min(...values)
export const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
export function deviation(values: readonly number[]): number {
  const mean = average(values)
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1))
}
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}
export const share = (flags: readonly boolean[]): string => `${flags.filter(Boolean).length} of ${flags.length}`
