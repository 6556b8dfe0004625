import { createHash } from 'node:crypto'
import { type DataSpec, isGenerated, withOverride } from '../data/catalogue.js'
import { NUMERICS_VERSION } from '../kernel/kernel.js'
import type { Recipe } from '../learning/recipe.js'
import { topologyHash } from '../topology/canonical-form.js'
import type { WorkContext } from './context.js'
import type { EvaluationItem } from './work-item.js'

/** JSON with sorted keys: equal values, equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export function recipeHash(recipe: Recipe): string {
  return sha256(canonicalJson(recipe))
}

/** Identity of the data an evaluation sees: of a generated task its settings, of a file set its encoded content. */
export function dataKey(data: DataSpec, override: EvaluationItem['override'], encodedKey: string | null): string {
  if (isGenerated(data)) return sha256(canonicalJson(withOverride(data, override)))
  return encodedKey ?? sha256(canonicalJson(data))
}

/** Content address: everything the outcome depends on, and nothing else. */
export function evaluationId(item: EvaluationItem, context: Omit<WorkContext, 'encoded'>, data: string): string {
  const { replicate, epochs, scoreOn, trainOn } = item
  const address = {
    candidate: topologyHash(item.candidate),
    recipe: recipeHash(context.recipe),
    data,
    seed: context.seed,
    replicate,
    epochs,
    scoreOn,
    trainOn: [...new Set(trainOn)].sort(),
    numericsVersion: NUMERICS_VERSION,
  }
  return sha256(canonicalJson(address))
}
