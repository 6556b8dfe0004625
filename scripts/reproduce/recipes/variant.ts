import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { packageRoot } from '../../../src/package-root.js'

/** Settings that were tried: a built-in study with `--set` settings. */
export interface Variant {
  readonly study: string
  readonly label: string
  readonly set: readonly string[]
  /** A handmade topology; a random one is drawn anew for each replicate. */
  readonly topology: string
  /** Positions of the folds that were tried; fewer than all is a proxy. */
  readonly folds: readonly number[]
  readonly replicates: number
}

const groupSchema = z.strictObject({
  study: z.enum(['spoken-digits', 'unseen-speakers']),
  topology: z.enum(['random', 'feed-forward']).default('random'),
  folds: z.array(z.int().nonnegative()).min(1),
  replicates: z.int().positive().default(1),
  /** Settings of all variants, before their own; separated by spaces. */
  base: z.string().default(''),
  /** Settings by label, separated by spaces. */
  variants: z.record(z.string(), z.string()),
})

const FOLDER = join(packageRoot(), 'scripts/reproduce/recipes')

/** The study as it was before anything was tried, which all settings are put onto. */
export const startingStudy = (study: string): string => join(FOLDER, `${study}.yaml`)

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '')

export function readVariants(file = process.env.VARIANTS ?? join(FOLDER, 'variants.yaml')): Variant[] {
  const groups = z.array(groupSchema).parse(parse(readFileSync(file, 'utf8')))
  return groups.flatMap(({ study, topology, folds, replicates, base, variants }) =>
    Object.entries(variants).map(([label, set]) => ({
      ...{ study, label, topology, folds, replicates },
      set: [...words(base), ...words(set)],
    })),
  )
}
