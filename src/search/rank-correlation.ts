import { sampleRankCorrelation } from 'simple-statistics'

/** Spearman's rank correlation of pairs; undefined below three pairs or where one side does not vary. */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | undefined {
  const [x, y] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)]
  if (pairs.length < 3 || new Set(x).size < 2 || new Set(y).size < 2) return undefined
  return sampleRankCorrelation(x, y)
}
