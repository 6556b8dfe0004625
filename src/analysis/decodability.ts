/**
 * Accuracy of the nearest class centroid with the sample itself left out: no parameters, so it says what a layer shows, not what a
 * classifier can dig out. `vectors`: [sample][neuron].
 */
export function leaveOneOutAccuracy(
  vectors: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  classes: number,
): number {
  const size = vectors[0]?.length ?? 0
  const sums = Array.from({ length: classes }, () => new Float64Array(size))
  const counts = new Uint32Array(classes)
  vectors.forEach((vector, n) => {
    counts[labels[n]]++
    for (let i = 0; i < size; i++) sums[labels[n]][i] += vector[i]
  })
  let right = 0
  vectors.forEach((vector, n) => {
    let best = -1
    let nearest = Number.POSITIVE_INFINITY
    for (let c = 0; c < classes; c++) {
      const own = c === labels[n] ? 1 : 0
      const others = counts[c] - own
      if (others === 0) continue
      let distance = 0
      for (let i = 0; i < size; i++) {
        const d = vector[i] - (sums[c][i] - own * vector[i]) / others
        distance += d * d
      }
      if (distance >= nearest) continue
      nearest = distance
      best = c
    }
    if (best === labels[n]) right++
  })
  return right / vectors.length
}
