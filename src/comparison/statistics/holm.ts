/** Holm's step-down adjustment (Scand. J. Statistics 6, 1979): [hypothesis] p values to be held against the level itself. */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => p[a] - p[b])
  const adjusted = new Array<number>(p.length)
  let most = 0
  order.forEach((hypothesis, rank) => {
    most = Math.max(most, Math.min(1, (p.length - rank) * p[hypothesis]))
    adjusted[hypothesis] = most
  })
  return adjusted
}
