import { type Key, key } from '../../kernel/numerics/random.js'
import { UsageError } from '../../usage-error.js'
import { SPLITS, type Split } from '../dataset.js'
import type { Part } from '../sets/file-set.js'
import { shareOut, type Unit } from './share-out.js'
import type { ShareSplits, SplitSpec, TakeSplits } from './split-spec.js'

/** What decides about a sample's split. */
export interface Placed {
  readonly path: string
  readonly label: number
  readonly part: Part
  readonly group: string | null
  /** Of the content: equal where two files are the same. */
  readonly digest: string
  /** Number of the recording, where the set counts them. */
  readonly take: number | null
}

/** [sample] the split of each, null where it is left out. `set` names the data in messages. */
export function assignSplits(samples: readonly Placed[], spec: SplitSpec, set: string): (Split | null)[] {
  checkHeldOut(samples, spec.heldOut)
  const splits = spec.by === 'take' ? byTake(samples, spec) : byShare(samples, spec, set)
  checkTwins(samples, splits, spec.by === 'share')
  return splits
}

function checkHeldOut(samples: readonly Placed[], heldOut: string | undefined): void {
  if (heldOut === undefined) return
  const groups = [...new Set(samples.flatMap(({ group }) => group ?? []))].sort()
  if (groups.includes(heldOut)) return
  const rule = groups.length === 0 ? 'left out, as the data has no groups' : `one of ${groups.join(', ')}`
  throw new UsageError(`data.splits.heldOut: must be ${rule}, but got '${heldOut}'`)
}

function byTake(samples: readonly Placed[], spec: TakeSplits): (Split | null)[] {
  return samples.map(({ path, group, take }) => {
    if (take === null) throw new UsageError(`data.splits.by: must be share, as ${path} has no take number`)
    if (spec.heldOut !== undefined && group === spec.heldOut) return 'test'
    const split = SPLITS.find((name) => take >= spec[name][0] && take <= spec[name][1]) ?? null
    return split === 'test' && spec.heldOut !== undefined ? null : split
  })
}

function byShare(samples: readonly Placed[], spec: ShareSplits, set: string): (Split | null)[] {
  const draw = key(spec.seed, 'splits')
  const splits = new Array<Split | null>(samples.length).fill(null)
  const indices = samples.map((_, i) => i)
  const isHeldOut = (i: number) => spec.heldOut !== undefined && samples[i].group === spec.heldOut
  const ownTest = indices.filter((i) => samples[i].part === 'test')
  if (spec.shares.test > 0 && (ownTest.length > 0 || spec.heldOut !== undefined || spec.fold !== undefined)) {
    const other =
      ownTest.length > 0 ? `${set} has a test part of its own` : 'heldOut or fold decides about the test split'
    throw new UsageError(`data.splits.shares.test: must be 0, as ${other}, but got ${spec.shares.test}`)
  }
  const test = spec.heldOut !== undefined ? indices.filter(isHeldOut) : spec.fold === undefined ? ownTest : []
  for (const i of limited(samples, test, spec.limit.test, key(draw, 'limit', 'test'))) splits[i] = 'test'
  const train = indices.filter((i) => samples[i].part === 'train' && !isHeldOut(i))
  const used = limited(samples, train, spec.limit.train, key(draw, 'limit', 'train'))
  const rest = spec.fold === undefined ? used : cutFold(samples, used, spec, draw, splits)
  const shares = sharesLeft(spec)
  const bins = share(
    samples,
    rest,
    SPLITS.map((split) => shares[split]),
    spec.groups,
    key(draw, 'shares'),
  )
  for (const [at, i] of rest.entries()) splits[i] = SPLITS[bins[at]]
  checkFilled(splits, shares, spec)
  return splits
}

/** The fold takes the place of one split; what that would have got goes to the others. */
function sharesLeft({ shares, fold, foldAs }: ShareSplits): Record<Split, number> {
  return fold === undefined ? { ...shares } : { ...shares, [foldAs]: 0 }
}

function cutFold(
  samples: readonly Placed[],
  used: readonly number[],
  { fold, folds = 0, foldAs, groups }: ShareSplits,
  draw: Key,
  splits: (Split | null)[],
): number[] {
  const bins = share(samples, used, new Array<number>(folds).fill(1), groups, key(draw, 'folds', folds))
  const inside = used.filter((_, at) => bins[at] === fold)
  if (inside.length === 0) throw new UsageError(`data.splits.folds: must leave every fold a sample, but got ${folds}`)
  for (const i of inside) splits[i] = foldAs
  return used.filter((_, at) => bins[at] !== fold)
}

/** `limit` of the samples, drawn stratified; all of them without a limit. */
function limited(
  samples: readonly Placed[],
  of: readonly number[],
  limit: number | undefined,
  draw: Key,
): readonly number[] {
  if (limit === undefined || limit >= of.length) return of
  const bins = share(samples, of, [limit, of.length - limit], 'ignore', draw)
  return of.filter((_, at) => bins[at] === 0)
}

function share(
  samples: readonly Placed[],
  of: readonly number[],
  shares: readonly number[],
  groups: ShareSplits['groups'],
  draw: Key,
): Uint32Array {
  const unitOf = ({ group, digest, path }: Placed) => {
    if (groups === 'ignore' || (groups === 'auto' && group === null)) return digest
    if (group !== null) return `group ${group}`
    throw new UsageError(`data.splits.groups: must be ignore, as ${path} belongs to no group`)
  }
  const units = new Map<string, number[]>()
  for (const [at, i] of of.entries()) {
    const name = unitOf(samples[i])
    const members = units.get(name)
    if (members) members.push(at)
    else units.set(name, [at])
  }
  const list: Unit[] = [...units.values()].map((members) => ({ members }))
  return shareOut(
    of.map((i) => samples[i].label),
    list,
    shares,
    draw,
  )
}

/** With too few samples a run says so itself; with too few groups it could not know why. */
function checkFilled(splits: readonly (Split | null)[], shares: Record<Split, number>, { groups }: ShareSplits): void {
  if (groups === 'ignore') return
  for (const split of SPLITS) {
    if (shares[split] === 0 || splits.includes(split)) continue
    throw new UsageError(
      `data.splits.shares.${split}: too few groups to give it any; give it a larger share, or 0, or let groups be ignored`,
    )
  }
}

/** Files that are the same must not lie on both sides of a cut; what the publisher cut is not ours to refuse. */
function checkTwins(samples: readonly Placed[], splits: readonly (Split | null)[], refuse: boolean): void {
  const seen = new Map<string, number>()
  for (const [i, { digest, path, part }] of samples.entries()) {
    const split = splits[i]
    if (split === null) continue
    const twin = seen.get(digest)
    if (twin === undefined) seen.set(digest, i)
    else if (refuse && splits[twin] !== split && samples[twin].part === part) {
      throw new UsageError(
        `${samples[twin].path} and ${path} are the same file, but the first is in the ${splits[twin]} split and the second in the ${split} split`,
      )
    }
  }
}
