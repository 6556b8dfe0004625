import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { firstSpikeSubject } from '../../../src/analysis/first-spike-subject.js'
import { analyseSynchrony } from '../../../src/analysis/synchrony.js'
import { key } from '../../../src/kernel/numerics/random.js'
import {
  type FirstSpikeEpoch,
  type FirstSpikeState,
  FirstSpikeTraining,
} from '../../../src/learning/first-spike/first-spike-training.js'
import { scoreFirstSpikes } from '../../../src/learning/first-spike/score-first-spikes.js'
import { CLASS_NAMES, digitImages, range, TRAINING_IMAGES, VALIDATION_IMAGES } from './digit-images.js'
import type { DigitNetwork } from './digit-networks.js'
import { type NetworkMeasures, networkMeasures } from './measures.js'

const ANALYSED_IMAGES = 300
const TEST_IMAGES = 10_000

export interface DigitsResult {
  readonly seed: number
  readonly widths: readonly number[]
  readonly epochs: number
  /** Processor minutes of the training; null where it was not timed as a whole. */
  readonly minutes: number | null
  /** Of the last epoch, with noise. */
  readonly training: number
  readonly validation: number
  readonly test: number
  readonly analysedImages: number
  readonly trained: NetworkMeasures
  readonly untrained: NetworkMeasures
}

interface Kept {
  readonly state: FirstSpikeState
  readonly last: FirstSpikeEpoch
  readonly seconds: number
}

export interface Folders {
  readonly images: string
  /** Where trainings are kept between epochs. */
  readonly kept: string
}

/** Trains one network (or takes it from the last whole epoch), and looks at it on the first test images. */
export function trainDigits(
  name: string,
  { structure, recipe }: DigitNetwork,
  seed: number,
  folders: Folders,
  log: (text: string) => void,
): DigitsResult {
  const samples = digitImages(folders.images, 'train')
  const task = {
    structure,
    recipe,
    samples,
    trainOn: range(0, TRAINING_IMAGES),
    epochs: recipe.epochs,
    replicate: key(seed, 'replicate', 0),
  }
  const file = join(folders.kept, `${name}.state`)
  let kept = existsSync(file) ? (deserialize(readFileSync(file)) as Kept) : undefined
  const training = new FirstSpikeTraining(task, kept?.state)
  while (!training.done) {
    const began = process.cpuUsage()
    const last = training.runEpoch()
    const { user, system } = process.cpuUsage(began)
    kept = { state: training.state(), last, seconds: (kept?.seconds ?? 0) + (user + system) / 1e6 }
    mkdirSync(folders.kept, { recursive: true })
    writeFileSync(`${file}.draft`, serialize(kept))
    renameSync(`${file}.draft`, file)
    const numbers = `loss ${last.loss.toFixed(3)}, accuracy ${last.accuracy.toFixed(4)}, ${kept.seconds.toFixed(0)} s`
    log(`${name}, epoch ${last.epoch}/${recipe.epochs}: ${numbers}`)
  }
  const test = digitImages(folders.images, 't10k')
  const look = (of: FirstSpikeTraining) =>
    networkMeasures(
      analyseSynchrony(firstSpikeSubject(structure, recipe, test, CLASS_NAMES, of.runner), range(0, ANALYSED_IMAGES)),
    )
  const score = (of: typeof samples, from: number, count: number) =>
    scoreFirstSpikes(training.runner, recipe, of, range(from, count)).accuracy
  const result = {
    seed,
    widths: structure.widths,
    epochs: recipe.epochs,
    minutes: kept !== undefined && Number.isFinite(kept.seconds) ? kept.seconds / 60 : null,
    training: kept?.last.accuracy ?? Number.NaN,
    validation: score(samples, TRAINING_IMAGES, VALIDATION_IMAGES),
    test: score(test, 0, TEST_IMAGES),
    analysedImages: ANALYSED_IMAGES,
    trained: look(training),
    untrained: look(new FirstSpikeTraining(task)),
  }
  training.dispose()
  return result
}
