import { type FirstSpikeRecipe, firstSpikeRecipeSchema } from '../../../src/learning/first-spike/first-spike-recipe.js'
import type { FirstSpikeStructure } from '../../../src/learning/first-spike/first-spike-structure.js'
import { CLASS_NAMES, PIXELS } from './digit-images.js'

export interface DigitNetwork {
  readonly structure: FirstSpikeStructure
  readonly recipe: FirstSpikeRecipe
}

const HIDDEN_LAYERS = 4

/** Four hidden layers, a quarter of each inhibitory (Dale's law), as the authors'. */
const structureWith = (neurons: number): FirstSpikeStructure => ({
  widths: [PIXELS, ...new Array<number>(HIDDEN_LAYERS).fill(neurons), CLASS_NAMES.length],
  inhibitory: new Array<number>(HIDDEN_LAYERS).fill(neurons / 4),
  tauRatio: 1,
})

/** Noise: half of the authors' 0.3, as a mean of four pixels has half the noise of one. */
const RECIPE = {
  rule: 'first-spike',
  epochs: 14,
  batch: 40,
  noise: 0.15,
  bump: { andStep: true, amount: 0.005 },
  optimiser: { factor: 0.86, every: 1 },
}

/** Trained in minutes: two seeds of it are looked at, and it learns from few images. */
export const REDUCED: DigitNetwork = { structure: structureWith(100), recipe: firstSpikeRecipeSchema.parse(RECIPE) }

const network = (neurons: number, epochs: number, rate: number, factor: number): DigitNetwork => ({
  structure: structureWith(neurons),
  recipe: firstSpikeRecipeSchema.parse({ ...RECIPE, epochs, optimiser: { rate, factor, every: 1 } }),
})

/** Wider than REDUCED, with twice the rate at the start. */
export const WIDER = network(160, 15, 0.01, 0.88)

/** The largest that trains within an hour; width and rate by the validation accuracy after three epochs. */
export const LARGEST = network(320, 44, 0.004, 0.9)
