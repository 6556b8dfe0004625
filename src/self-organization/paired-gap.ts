/** How two classifiers differ on the same pictures. */
export interface PairedGap {
  /** Accuracy of the first minus that of the second. */
  readonly difference: number
  /** Standard error of the difference: binomial, over the pictures that only one of them has right. */
  readonly error: number
}

/** Of one entry per picture, 1 where it was right. */
export function pairedGap(first: ArrayLike<number>, second: ArrayLike<number>): PairedGap {
  let [gained, lost] = [0, 0]
  for (let i = 0; i < first.length; i++) {
    if (first[i] > second[i]) gained++
    else if (first[i] < second[i]) lost++
  }
  return gapOf(gained, lost, first.length)
}

/** `gained`: pictures that only the first has right; `lost`: only the second. */
export function gapOf(gained: number, lost: number, pictures: number): PairedGap {
  const variance = gained + lost - (gained - lost) ** 2 / pictures
  return { difference: (gained - lost) / pictures, error: Math.sqrt(variance) / pictures }
}

/** Half of the 95 % interval. */
export const uncertainty = ({ error }: PairedGap): number => 1.96 * error

/** In points of a hundred: +1.2. */
export const signedPoints = ({ difference }: PairedGap): string =>
  `${difference < 0 ? '−' : '+'}${Math.abs(100 * difference).toFixed(1)}`

/** Better or worse only where the 95 % interval of the difference leaves out 0. */
export function gapWord(gap: PairedGap): 'better than' | 'worse than' | 'as good as' {
  if (Math.abs(gap.difference) <= uncertainty(gap)) return 'as good as'
  return gap.difference > 0 ? 'better than' : 'worse than'
}
