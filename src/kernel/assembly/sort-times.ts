const BUCKETS: i32 = 512

/**
 * Writes the indices of all times up to `latest` in the order of time, equal ones by index, and gives their number.
 * Buckets first, then insertion: times are spread, and nearly sorted after the first. `scratch`: 4 (BUCKETS + 1) bytes.
 */
export function sortTimes(times: usize, n: i32, latest: f64, order: usize, scratch: usize): i32 {
  let first = Infinity
  let last = -Infinity
  let count = 0
  for (let i = 0; i < n; i++) {
    const t = load<f64>(times + (<usize>i << 3))
    if (!(t <= latest)) continue
    first = min(first, t)
    last = max(last, t)
    count++
  }
  const scale = last > first ? <f64>(BUCKETS - 1) / (last - first) : 0
  memory.fill(scratch, 0, <usize>(BUCKETS + 1) << 2)
  for (let i = 0; i < n; i++) {
    const t = load<f64>(times + (<usize>i << 3))
    if (!(t <= latest)) continue
    const counter = scratch + (<usize>(<i32>((t - first) * scale) + 1) << 2)
    store<i32>(counter, load<i32>(counter) + 1)
  }
  for (let b = 1; b < BUCKETS; b++) {
    const counter = scratch + (<usize>b << 2)
    store<i32>(counter, load<i32>(counter) + load<i32>(counter - 4))
  }
  for (let i = 0; i < n; i++) {
    const t = load<f64>(times + (<usize>i << 3))
    if (!(t <= latest)) continue
    const counter = scratch + (<usize>(<i32>((t - first) * scale)) << 2)
    const at = load<i32>(counter)
    store<i32>(order + (<usize>at << 2), i)
    store<i32>(counter, at + 1)
  }
  for (let k = 1; k < count; k++) {
    const index = load<i32>(order + (<usize>k << 2))
    const t = load<f64>(times + (<usize>index << 3))
    let at = k
    for (; at > 0; at--) {
      const before = load<i32>(order + (<usize>(at - 1) << 2))
      if (load<f64>(times + (<usize>before << 3)) <= t) break
      store<i32>(order + (<usize>at << 2), before)
    }
    store<i32>(order + (<usize>at << 2), index)
  }
  return count
}
