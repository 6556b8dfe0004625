import { type Key, permutation } from '../../kernel/numerics/random.js'

/** Samples that must stay in one bin: one sample, identical files, or everything of one speaker. */
export interface Unit {
  /** Positions in the list that is shared out. */
  readonly members: readonly number[]
}

/**
 * Shares units out among bins of given relative sizes, in a seeded order, each to the bin that lacks most of the classes
 * it brings. With units of one sample every bin gets its share of every class, to within one sample or so.
 *
 * @param label [sample] class of each sample
 * @returns [sample] index of its bin
 */
export function shareOut(
  label: readonly number[],
  units: readonly Unit[],
  shares: readonly number[],
  draw: Key,
): Uint32Array {
  const classes = label.reduce((most, l) => Math.max(most, l + 1), 0)
  const counts = new Float64Array(classes)
  for (const { members } of units) for (const i of members) counts[label[i]]++
  const total = shares.reduce((sum, share) => sum + share, 0)
  const lacking = shares.map((share) => counts.map((count) => (count * share) / total))
  const bins = new Uint32Array(label.length)
  for (const u of permutation(draw, units.length)) {
    const { members } = units[u]
    const bin = neediest(lacking, shares, members, label)
    for (const i of members) {
      bins[i] = bin
      lacking[bin][label[i]]--
    }
  }
  return bins
}

/** Ties of one class go to the bin that lacks most over all classes, so that rounding does not add up; then the first. */
function neediest(
  lacking: readonly Float64Array[],
  shares: readonly number[],
  members: readonly number[],
  label: readonly number[],
): number {
  let best = -1
  let bestNeed = Number.NEGATIVE_INFINITY
  let bestOverall = Number.NEGATIVE_INFINITY
  for (const [b, needs] of lacking.entries()) {
    if (shares[b] === 0) continue
    let need = 0
    for (const i of members) need += needs[label[i]]
    const overall = needs.reduce((sum, n) => sum + n, 0)
    if (need > bestNeed + 1e-9 || (need > bestNeed - 1e-9 && overall > bestOverall + 1e-9)) {
      best = b
      bestNeed = need
      bestOverall = overall
    }
  }
  return best
}
