import { key } from '../../../src/kernel/numerics/random.js'
import { FirstSpikeTraining } from '../../../src/learning/first-spike/first-spike-training.js'
import { scoreFirstSpikes } from '../../../src/learning/first-spike/score-first-spikes.js'
import type { SpikeSamples } from '../../../src/learning/first-spike/spike-samples.js'
import { digitImages, range } from './digit-images.js'
import { REDUCED } from './digit-networks.js'

const IMAGES = 5000
const EPOCHS = 25
const FACTOR = 0.94
/** Of the authors' 0.01 and 0.1 at 784 and 400 inputs, with sum and deviation of the sum kept at 196 and 100. */
const SCALED = { mean: 0.04, sd: 0.2 }

export interface FewDigits {
  readonly images: number
  readonly epochs: number
  /** From the authors' initial weights, scaled to the fan-in. */
  readonly scaled: Learnt
  /** From our own. */
  readonly ours: Learnt
  /** Of scaled hidden layers that stay as they were drawn, on test images. */
  readonly frozen: number
}

export interface Learnt {
  /** On test images. */
  readonly accuracy: number
  /** Mean time of the right output's spike in training images without noise, before and after learning. */
  readonly before: number
  readonly after: number
  /** Share of training samples (with noise, in the last epoch) in which it is first. */
  readonly first: number
}

/** Few images, and the same with hidden layers that stay as they were drawn. */
export function fewDigits(folder: string): FewDigits {
  const samples = digitImages(folder, 'train')
  const test = digitImages(folder, 't10k')
  const run = (hidden: { readonly mean: number; readonly sd: number }, frozenHidden = false): Learnt => {
    const { structure, recipe } = REDUCED
    const training = new FirstSpikeTraining({
      structure,
      recipe: {
        ...recipe,
        epochs: EPOCHS,
        optimiser: { ...recipe.optimiser, factor: FACTOR },
        initial: { ...recipe.initial, hidden },
      },
      samples,
      trainOn: range(0, IMAGES),
      epochs: EPOCHS,
      replicate: key(1, 'replicate', 0),
      frozenHidden,
    })
    const before = rightTime(training, samples)
    let first = 0
    while (!training.done) first = training.runEpoch().accuracy
    const after = rightTime(training, samples)
    const { accuracy } = scoreFirstSpikes(training.runner, recipe, test, range(0, 10_000))
    training.dispose()
    return { accuracy, before, after, first }
  }
  return {
    images: IMAGES,
    epochs: EPOCHS,
    scaled: run(SCALED),
    ours: run(REDUCED.recipe.initial.hidden),
    frozen: run(SCALED, true).accuracy,
  }
}

function rightTime({ runner }: FirstSpikeTraining, samples: SpikeSamples): number {
  const times = new Float64Array(samples.channels)
  let sum = 0
  let spikes = 0
  for (let n = 0; n < IMAGES; n++) {
    samples.read(n, times)
    const t = runner.forward(times)[samples.label(n)]
    if (t === Number.POSITIVE_INFINITY) continue
    sum += t
    spikes++
  }
  return sum / spikes
}
