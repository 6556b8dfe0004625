import { sampleCorrelation } from 'simple-statistics'

/**
 * Spearman's rank correlation of pairs: Pearson's of their ranks, equal values sharing the mean of theirs. Accuracies on a
 * small split are often equal. Undefined below three pairs or where one side does not vary.
 */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | undefined {
  const [x, y] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)]
  if (pairs.length < 3 || new Set(x).size < 2 || new Set(y).size < 2) return undefined
  return sampleCorrelation(meanRanks(x), meanRanks(y))
}

/** [value] its rank from 1; of equal values the mean of theirs. */
function meanRanks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b])
  const ranks: number[] = []
  for (let first = 0; first < order.length; ) {
    let end = first + 1
    while (end < order.length && values[order[end]] === values[order[first]]) end++
    for (let i = first; i < end; i++) ranks[order[i]] = (first + 1 + end) / 2
    first = end
  }
  return ranks
}
