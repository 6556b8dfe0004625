/** Yin-Yang 4-30-3 as DelGrad trains it: tauMem = 2 tauSyn, loss of gaps 0.2, rate 0.02; the published points. */
import { YIN_YANG_SEEDS, yinYangSamples, yinYangTimes } from '../../../src/data/generators/yin-yang-samples.js'
import { key } from '../../../src/kernel/numerics/random.js'
import { type FirstSpikeRecipe, firstSpikeRecipeSchema } from '../../../src/learning/first-spike/first-spike-recipe.js'
import { FirstSpikeTraining } from '../../../src/learning/first-spike/first-spike-training.js'
import { scoreFirstSpikes } from '../../../src/learning/first-spike/score-first-spikes.js'
import { type SpikeSamples, samplesOf } from '../../../src/learning/first-spike/spike-samples.js'

export type DelayKind = FirstSpikeRecipe['delays']['kind']

/** `delgrad`: the authors' rate, x 0.95 every 20 epochs, which ends at 0.46 of where it began; `decayed`: ours, x 0.98 every epoch. */
export type Schedule = 'delgrad' | 'decayed'
const SCHEDULES = { delgrad: { factor: 0.95, every: 20 }, decayed: { factor: 0.98, every: 1 } }

export interface YinYangRow {
  readonly delays: DelayKind
  readonly schedule: Schedule
  readonly frozenHidden: boolean
  readonly seed: number
  /** [after] test accuracy. */
  readonly accuracy: Readonly<Record<number, number>>
  readonly bumped: number
  /** Processor seconds of the first 100 epochs, everything counted. */
  readonly seconds100: number
}

const AFTER = [20, 50, 100, 300]

function published(part: keyof typeof YIN_YANG_SEEDS, count: number): SpikeSamples {
  const samples = yinYangSamples(YIN_YANG_SEEDS[part], count)
  return samplesOf(
    samples.map((sample) => yinYangTimes(sample)),
    samples.map(({ label }) => label),
    3,
  )
}

const indices = (count: number) => Uint32Array.from({ length: count }, (_, i) => i)

export interface YinYangSetup {
  readonly delays: DelayKind
  readonly schedule: Schedule
  readonly seed: number
  readonly epochs: number
  readonly frozenHidden?: boolean
}

export function trainYinYang({ delays, schedule, seed, epochs, frozenHidden = false }: YinYangSetup): YinYangRow {
  const recipe = firstSpikeRecipeSchema.parse({
    rule: 'first-spike',
    epochs,
    batch: 150,
    horizon: 20,
    loss: { kind: 'gap' },
    optimiser: { rate: 0.02, ...SCHEDULES[schedule] },
    bump: { hidden: 0.3, output: 0 },
    initial: { hidden: { mean: 0.5, sd: 1 }, output: { mean: 0.5, sd: 1 }, spiking: 0 },
    delays: { kind: delays },
  })
  const training = new FirstSpikeTraining({
    structure: { widths: [4, 30, 3], tauRatio: 2 },
    recipe,
    samples: published('train', 5000),
    trainOn: indices(5000),
    epochs,
    replicate: key(seed, 'replicate', 0),
    frozenHidden,
  })
  const test = published('test', 1000)
  const accuracy: Record<number, number> = {}
  let bumped = 0
  let seconds100 = Number.NaN
  const start = process.cpuUsage()
  while (!training.done) {
    const { epoch, bumped: batches } = training.runEpoch()
    bumped += batches
    if (epoch === 100) seconds100 = process.cpuUsage(start).user / 1e6
    if (AFTER.includes(epoch)) accuracy[epoch] = scoreFirstSpikes(training.runner, recipe, test, indices(1000)).accuracy
  }
  training.dispose()
  return { delays, schedule, frozenHidden, seed, accuracy, bumped, seconds100 }
}
