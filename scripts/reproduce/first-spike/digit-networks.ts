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

/** The largest that was trained: wider, with twice the rate at the start. */
export const LARGEST: DigitNetwork = {
  structure: structureWith(160),
  recipe: firstSpikeRecipeSchema.parse({ ...RECIPE, epochs: 15, optimiser: { rate: 0.01, factor: 0.88, every: 1 } }),
}
