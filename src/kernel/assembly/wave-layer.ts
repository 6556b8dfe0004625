// One step of a sheet of coupled units (src/self-organization). Units are padded to a multiple of sixteen; those past
// `n` are computed along and never listed.

/** into[0..width) = sum of columns[index][0..width) over the listed indices (u32), in order. */
export function sumColumns(into: usize, columns: usize, list: usize, count: i32, width: i32): void {
  const stride = <usize>width << 2
  const end = list + (<usize>count << 2)
  for (let i = 0; i < width; i += 16) {
    const from = columns + (<usize>i << 2)
    let a = f32x4.splat(0)
    let b = f32x4.splat(0)
    let c = f32x4.splat(0)
    let d = f32x4.splat(0)
    for (let e = list; e < end; e += 4) {
      const column = from + <usize>load<u32>(e) * stride
      a = f32x4.add(a, v128.load(column))
      b = f32x4.add(b, v128.load(column, 16))
      c = f32x4.add(c, v128.load(column, 32))
      d = f32x4.add(d, v128.load(column, 48))
    }
    const to = into + (<usize>i << 2)
    v128.store(to, a)
    v128.store(to, b, 16)
    v128.store(to, c, 32)
    v128.store(to, d, 48)
  }
}

// @ts-ignore: decorator
@inline
function listUnits(mask: v128, first: i32, n: i32, list: usize, count: i32): i32 {
  let bits = i32x4.bitmask(mask)
  while (bits !== 0) {
    const unit = first + ctz(bits)
    if (unit < n) {
      store<u32>(list + (<usize>count << 2), unit)
      count++
    }
    bits &= bits - 1
  }
  return count
}

/**
 * LIF with adaptive threshold, one Euler step. `fired`: all bits of a unit that fired in the step before, and of one that
 * fires now afterwards. Lists the units that fire and returns how many.
 */
export function stepLif(
  voltage: usize,
  threshold: usize,
  fired: usize,
  coupling: usize,
  external: usize,
  reset: usize,
  n: i32,
  leak: f32,
  rest: f32,
  decay: f32,
  rise: f32,
  list: usize,
): i32 {
  const zero = f32x4.splat(0)
  const leaks = f32x4.splat(leak)
  const rests = f32x4.splat(rest)
  const decays = f32x4.splat(decay)
  const rises = f32x4.splat(rise)
  let count = 0
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2
    const drive = f32x4.add(v128.load(coupling + at), v128.load(external + at))
    let v = v128.load(voltage + at)
    v = f32x4.add(v, f32x4.mul(leaks, f32x4.sub(drive, v)))
    const theta = v128.load(threshold + at)
    const change = v128.bitselect(rises, f32x4.mul(decays, f32x4.sub(rests, theta)), v128.load(fired + at))
    const now = f32x4.add(theta, change)
    v128.store(threshold + at, now)
    const fires = f32x4.gt(v, now)
    v = v128.bitselect(v128.load(reset + at), f32x4.max(v, zero), fires)
    v128.store(voltage + at, v)
    v128.store(fired + at, fires)
    count = listUnits(fires, i, n, list, count)
  }
  return count
}

/** Izhikevich: lists the units at their peak and resets them. */
export function fireIzhikevich(
  voltage: usize,
  recovery: usize,
  c: usize,
  d: usize,
  n: i32,
  peak: f32,
  list: usize,
): i32 {
  const peaks = f32x4.splat(peak)
  let count = 0
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2
    const v = v128.load(voltage + at)
    const u = v128.load(recovery + at)
    const fires = f32x4.ge(v, peaks)
    v128.store(voltage + at, v128.bitselect(v128.load(c + at), v, fires))
    v128.store(recovery + at, f32x4.add(u, v128.and(v128.load(d + at), fires)))
    count = listUnits(fires, i, n, list, count)
  }
  return count
}

/** Izhikevich: two half steps of v, then u. */
export function stepIzhikevich(
  voltage: usize,
  recovery: usize,
  coupling: usize,
  external: usize,
  n: i32,
  a: f32,
  b: f32,
): void {
  const half = f32x4.splat(0.5)
  const square = f32x4.splat(<f32>0.04)
  const five = f32x4.splat(5)
  const offset = f32x4.splat(140)
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2
    const drive = f32x4.add(v128.load(coupling + at), v128.load(external + at))
    let v = v128.load(voltage + at)
    const u = v128.load(recovery + at)
    const rest = f32x4.add(f32x4.sub(offset, u), drive)
    v = f32x4.add(v, f32x4.mul(half, f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(square, v), five), v), rest)))
    v = f32x4.add(v, f32x4.mul(half, f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(square, v), five), v), rest)))
    v128.store(voltage + at, v)
    const change = f32x4.mul(f32x4.splat(a), f32x4.sub(f32x4.mul(f32x4.splat(b), v), u))
    v128.store(recovery + at, f32x4.add(u, change))
  }
}
