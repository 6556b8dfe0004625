/**
 * Edit distance with insertions, deletions, substitutions and swaps of neighbours (optimal string alignment; Damerau
 * 1964), in code units.
 */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, beforeLast[j - 2] + 1)
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]
}

/**
 * The candidate a mistyped name most likely meant, or undefined when none is near: at most one edit for every three
 * letters of the name, and one for shorter names. A candidate that the name begins or that begins the name is near too (`hrm` for
 * `hrmas`). Case does not count; the first of equally near candidates wins.
 *
 *     nearestName('tauMen', ['tauMem', 'tauSyn'])   // 'tauMem'
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  const limit = Math.max(1, Math.floor(wanted.length / 3))
  let nearest: string | undefined
  let nearestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const offered = candidate.toLowerCase()
    const distance = editDistance(wanted, offered)
    // Replacing every letter is no misspelling: 'ab' is not near 'xy'.
    const near = distance <= limit && distance < Math.max(wanted.length, offered.length)
    const abbreviated = wanted.length >= 2 && (offered.startsWith(wanted) || wanted.startsWith(offered))
    if ((near || abbreviated) && distance < nearestDistance) {
      nearest = candidate
      nearestDistance = distance
    }
  }
  return nearest
}

/** `; did you mean "tauMem"?` or nothing: the tail of an error message about an unknown name. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const nearest = nearestName(name, candidates)
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`
}
