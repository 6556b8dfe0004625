/** Positions in order of time, equal times as they come; undefined when the times are in order already. */
export function timeOrder(time: Float64Array): Uint32Array | undefined {
  let i = 1
  while (i < time.length && time[i] >= time[i - 1]) i++
  if (i >= time.length) return undefined
  return Uint32Array.from(time.keys()).sort((a, b) => time[a] - time[b] || a - b)
}
