import type { DataSpec } from '../data/catalogue.js'
import type { Recipe } from '../learning/recipe.js'

/** What all work of a run has in common: plain data, given to every thread once. */
export interface WorkContext {
  readonly seed: number
  readonly data: DataSpec
  readonly recipe: Recipe
  /** The encoded file data set; null where the task is generated, which every thread can do by itself. */
  readonly encoded: SharedArrayBuffer | null
}
