import { z } from 'zod'
import type { Split } from '../dataset.js'

const share = (usual: number) => z.number().min(0).max(1).default(usual)

/** How many samples of a part are used at all, drawn with equal class shares; all of them without it. */
const limitSchema = z
  .strictObject({ train: z.int().positive().optional(), test: z.int().positive().optional() })
  .prefault({})

/**
 * Seeded shares of a set's train part, stratified by class. The set's own test part stays the test split, unless a
 * held-out group or a fold takes its place: then it is left out.
 */
const shareFields = (groups: 'ignore' | 'auto') => ({
  seed: z.int().nonnegative().default(0),
  /** Relative sizes; `test` only where the set has no test part of its own. */
  shares: z
    .strictObject({ weights: share(0.4), alpha: share(0.4), selection: share(0.2), test: share(0) })
    .refine(({ weights }) => weights > 0, 'must give the weights split a share above 0')
    .prefault({}),
  /** `together`: all samples of a speaker, user or session are in one split; `auto`: so where there are groups. */
  groups: z.enum(['together', 'ignore', 'auto']).default(groups),
  /** All samples of this group are the test split. */
  heldOut: z.string().min(1).optional(),
  /** Cross-validation inside the train part: fold number `fold` (from 0) of `folds`. */
  fold: z.int().nonnegative().optional(),
  folds: z.int().min(2).max(1000).optional(),
  /** Which split the fold becomes; the rest is shared out among the others. */
  foldAs: z.enum(['selection', 'test']).default('selection'),
  limit: limitSchema,
})

interface FoldFields {
  readonly fold?: number | undefined
  readonly folds?: number | undefined
}
const isWholeFold = ({ fold, folds }: FoldFields) =>
  fold === undefined ? folds === undefined : folds !== undefined && fold < folds
const FOLD_RULE = { path: ['fold'], message: 'must be given together with folds, and be below it' }

const isOneTest = ({ heldOut, fold, foldAs }: FoldFields & { heldOut?: string | undefined; foldAs: string }) =>
  heldOut === undefined || fold === undefined || foldAs !== 'test'
const TEST_RULE = { path: ['foldAs'], message: 'must be selection where heldOut is the test split' }

const plainShares = (groups: 'ignore' | 'auto') =>
  z
    .strictObject({ by: z.literal('share').default('share'), ...shareFields(groups) })
    .refine(isWholeFold, FOLD_RULE)
    .refine(isOneTest, TEST_RULE)

export const sharesSchema = plainShares('ignore')
/** For the user's own sets: groups stay together where there are any. */
export const userSharesSchema = plainShares('auto')
export type ShareSplits = z.output<typeof sharesSchema>

const indexRange = (from: number, to: number) =>
  z
    .tuple([z.int().min(0), z.int().min(0)])
    .refine(([first, last]) => first <= last, 'must be [first, last] with first <= last')
    .default([from, to])

/** Ranges of the number of a recording, first and last included: what FSDD's official split is made of. */
export const takesSchema = z
  .strictObject({
    by: z.literal('take').default('take'),
    weights: indexRange(10, 29),
    alpha: indexRange(30, 49),
    selection: indexRange(5, 9),
    test: indexRange(0, 4),
    /** All takes of this speaker are the test split, and the other speakers' test takes are left out. */
    heldOut: z.string().min(1).optional(),
  })
  .refine(areDisjoint, 'must be ranges of take numbers that do not overlap')
export type TakeSplits = z.output<typeof takesSchema>

function areDisjoint(takes: Readonly<Record<Split, readonly [number, number]>>): boolean {
  const ranges = [takes.weights, takes.alpha, takes.selection, takes.test].sort((a, b) => a[0] - b[0])
  return ranges.every((range, i) => i === 0 || range[0] > ranges[i - 1][1])
}

/** The same shares where a set also has take numbers: `by` has to be said. */
export const takesOrSharesSchema = z.discriminatedUnion('by', [
  takesSchema,
  z
    .strictObject({ by: z.literal('share'), ...shareFields('ignore') })
    .refine(isWholeFold, FOLD_RULE)
    .refine(isOneTest, TEST_RULE),
])

export type SplitSpec = ShareSplits | TakeSplits
