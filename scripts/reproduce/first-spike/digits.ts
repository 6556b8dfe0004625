/**
 * The reduced network of the paper's kind on real digits: 14 x 14 pixels (means of 2 x 2), four hidden layers of 75 excitatory and 25
 * inhibitory neurons, background spiking at t = 2. Trainings go on from the last whole epoch.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { gunzipSync } from 'node:zlib'
import { firstSpikeSubject } from '../../../src/analysis/first-spike-subject.js'
import { analyseSynchrony, type NetworkSynchrony } from '../../../src/analysis/synchrony.js'
import { readIdx } from '../../../src/data/readers/idx.js'
import { key } from '../../../src/kernel/numerics/random.js'
import { firstSpikeRecipeSchema } from '../../../src/learning/first-spike/first-spike-recipe.js'
import type { FirstSpikeStructure } from '../../../src/learning/first-spike/first-spike-structure.js'
import {
  type FirstSpikeEpoch,
  type FirstSpikeState,
  FirstSpikeTraining,
} from '../../../src/learning/first-spike/first-spike-training.js'
import { scoreFirstSpikes } from '../../../src/learning/first-spike/score-first-spikes.js'
import type { SpikeSamples } from '../../../src/learning/first-spike/spike-samples.js'

export const CLASS_NAMES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']
/** As the authors: of 60 000 training images the last 10 000 are for validation. */
export const TRAINING_IMAGES = 50_000
export const ANALYSED_IMAGES = 300
export const EPOCHS = 14
const SIDE = 28
const POOL = 2

export const STRUCTURE: FirstSpikeStructure = {
  widths: [(SIDE / POOL) ** 2, 100, 100, 100, 100, 10],
  inhibitory: [25, 25, 25, 25],
  tauRatio: 1,
}

/** Noise: half of the authors' 0.3, as a mean of four pixels has half the noise of one. */
export const RECIPE = firstSpikeRecipeSchema.parse({
  rule: 'first-spike',
  epochs: EPOCHS,
  batch: 40,
  noise: 0.15,
  bump: { andStep: true, amount: 0.005 },
  optimiser: { factor: 0.86, every: 1 },
})

/** Latencies as the authors': t = 0.15 + (1 - p / 256) 1.85. */
export function digits(folder: string, part: 'train' | 't10k'): SpikeSamples {
  const read = (name: string) => {
    const path = join(folder, `${part}-${name}-ubyte.gz`)
    return readIdx(path, gunzipSync(readFileSync(path))).values
  }
  const images = read('images-idx3')
  const labels = read('labels-idx1')
  const side = SIDE / POOL
  return {
    channels: side * side,
    classes: 10,
    label: (sample) => labels[sample],
    read(sample, into) {
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          let p = 0
          for (let a = 0; a < POOL; a++) {
            for (let b = 0; b < POOL; b++) {
              p += images[sample * SIDE * SIDE + (y * POOL + a) * SIDE + x * POOL + b]
            }
          }
          into[y * side + x] = 0.15 + (1 - p / (POOL * POOL) / 256) * 1.85
        }
      }
    },
  }
}

const range = (from: number, count: number) => Uint32Array.from({ length: count }, (_, i) => from + i)

export interface DigitsResult {
  readonly seed: number
  readonly epochs: readonly FirstSpikeEpoch[]
  readonly validation: number
  readonly test: number
  readonly trained: NetworkSynchrony
  readonly untrained: NetworkSynchrony
}

/** Trains one network (or takes it from where it was left), and looks at it on the first test images. */
export function trainDigits(folder: string, seed: number, keep: string, log: (text: string) => void): DigitsResult {
  const samples = digits(folder, 'train')
  const task = {
    structure: STRUCTURE,
    recipe: RECIPE,
    samples,
    trainOn: range(0, TRAINING_IMAGES),
    epochs: EPOCHS,
    replicate: key(seed, 'replicate', 0),
  }
  const file = join(keep, `digits-${seed}.state`)
  const kept = existsSync(file)
    ? (deserialize(readFileSync(file)) as { state: FirstSpikeState; epochs: FirstSpikeEpoch[] })
    : undefined
  const training = new FirstSpikeTraining(task, kept?.state)
  const epochs = [...(kept?.epochs ?? [])]
  while (!training.done) {
    const epoch = training.runEpoch()
    epochs.push(epoch)
    mkdirSync(keep, { recursive: true })
    writeFileSync(`${file}.draft`, serialize({ state: training.state(), epochs }))
    renameSync(`${file}.draft`, file)
    log(
      `digits, seed ${seed}, epoch ${epoch.epoch}/${EPOCHS}: loss ${epoch.loss.toFixed(3)}, accuracy ${epoch.accuracy.toFixed(4)}`,
    )
  }
  const test = digits(folder, 't10k')
  const look = (of: FirstSpikeTraining) =>
    analyseSynchrony(firstSpikeSubject(STRUCTURE, RECIPE, test, CLASS_NAMES, of.runner), range(0, ANALYSED_IMAGES))
  const result = {
    seed,
    epochs,
    validation: scoreFirstSpikes(training.runner, RECIPE, samples, range(TRAINING_IMAGES, 10_000)).accuracy,
    test: scoreFirstSpikes(training.runner, RECIPE, test, range(0, 10_000)).accuracy,
    trained: look(training),
    untrained: look(new FirstSpikeTraining(task)),
  }
  training.dispose()
  return result
}

export interface SmallDigits {
  readonly images: number
  readonly epochs: number
  readonly accuracy: number
  readonly frozen: number
  readonly rightTimes: readonly number[]
  readonly trainAccuracy: number
}

/** Few images, and the same with hidden layers that stay as they were drawn. */
export function smallDigits(folder: string, images: number, epochs: number): SmallDigits {
  const samples = digits(folder, 'train')
  const test = digits(folder, 't10k')
  const run = (frozenHidden: boolean) => {
    const training = new FirstSpikeTraining({
      structure: STRUCTURE,
      recipe: { ...RECIPE, epochs, optimiser: { ...RECIPE.optimiser, factor: 0.94 } },
      samples,
      trainOn: range(0, images),
      epochs,
      replicate: key(1, 'replicate', 0),
      frozenHidden,
    })
    const rows: FirstSpikeEpoch[] = []
    while (!training.done) rows.push(training.runEpoch())
    const { accuracy } = scoreFirstSpikes(training.runner, RECIPE, test, range(0, 10_000))
    training.dispose()
    return { accuracy, rows }
  }
  const whole = run(false)
  const last = whole.rows[whole.rows.length - 1]
  return {
    images,
    epochs,
    accuracy: whole.accuracy,
    frozen: run(true).accuracy,
    rightTimes: [whole.rows[0].rightTime, last.rightTime],
    trainAccuracy: last.accuracy,
  }
}
