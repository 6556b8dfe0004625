import type { EncodedDataset } from '../data/dataset.js'
import type { WorkContext } from '../evaluation/context.js'
import type { Study } from '../search/study.js'

/** What all work of a study has in common; `encoded` is the data set where it comes from files. */
export function studyContext(study: Study, encoded: EncodedDataset | null | undefined): WorkContext {
  return { seed: study.seed, data: study.data, recipe: study.recipe, encoded: encoded?.buffer ?? null }
}
