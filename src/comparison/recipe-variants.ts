import { parseStudy, type Study, studyDocument } from '../search/study.js'
import { setValue } from '../search/study-file.js'
import { UsageError } from '../usage-error.js'
import type { PlannedArm } from './comparison-plan.js'
import type { DesignDifference } from './comparison-result.js'

/** A setting of the recipe in which arms are to differ, with every value it is to have. */
export interface RecipeVariants {
  /** Such as `recipe.feedback`. */
  readonly path: string
  /** As they were typed. */
  readonly values: readonly string[]
}

/** `recipe.feedback=symmetric,random`; commas within brackets belong to a value. Throws UsageError. */
export function parseVariants(text: string): RecipeVariants {
  const equals = text.indexOf('=')
  const path = text.slice(0, Math.max(0, equals))
  const values = text.slice(equals + 1).split(/,(?![^[]*\])/)
  if (!/^recipe\.[A-Za-z.]+$/.test(path) || values.includes('')) {
    throw new UsageError(
      `--vary must be a setting of the recipe, as recipe.feedback=symmetric,random, but got "${text}"`,
    )
  }
  const twice = values.find((value, i) => values.indexOf(value) < i)
  if (twice !== undefined) throw new UsageError(`--vary ${text}: ${twice} is there twice`)
  if (values.length < 2) throw new UsageError(`--vary needs two values or more of ${path}, but got "${text}"`)
  return { path, values }
}

/** Every arm once with each value. A single arm gives way to the values' names, several take them behind their own. */
export function variantArms(
  arms: readonly PlannedArm[],
  { path, values }: RecipeVariants,
  study: Study,
): readonly PlannedArm[] {
  return arms.flatMap((arm) =>
    values.map((value): PlannedArm => {
      const base = { ...study, recipe: arm.recipe?.settings ?? study.recipe }
      const document = structuredClone(studyDocument(base)) as Record<string, unknown>
      setValue(document, `${path}=${value}`, '--vary')
      const settings = parseStudy(document, '--vary').recipe
      const own = `${path} ${value}`
      const recipe = { settings, text: arm.recipe === undefined ? own : `${arm.recipe.text}, ${own}` }
      const label = labelOf(value)
      return { ...arm, name: arms.length === 1 ? label : `${arm.name}.${label}`, variant: value, recipe }
    }),
  )
}

/** Letters, digits, dots and dashes, as arms are called. */
const labelOf = (value: string): string => value.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|-+$/g, '') || 'none'

/** What `--vary` allows by being asked for. */
export const variantDifference = (arms: readonly PlannedArm[], { path, values }: RecipeVariants): DesignDifference => ({
  kind: 'recipe',
  arms: arms.map(({ name }) => name),
  text: `${path} is ${values.slice(0, -1).join(', ')} or ${values[values.length - 1]}, everything else alike`,
})
