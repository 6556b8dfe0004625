// Loops that do nothing but what they are named for, with four independent vectors in flight, as an ideal kernel would.
// Compiled by limits.ts of the bench, with the flags of the project's kernel.

export function allocate(bytes: usize): usize {
  const at = (heap.alloc(bytes + 64) + 63) & ~63
  memory.fill(at, 0, bytes)
  return at
}

/** 8 x 2 x 4 operations a round on registers alone; returns something, so that nothing is left out. */
export function multiplyAdd(rounds: i32, factor: f32): f32 {
  const m = f32x4.splat(factor)
  const k = f32x4.splat(0.5)
  let a = f32x4.splat(1)
  let b = f32x4.splat(2)
  let c = f32x4.splat(3)
  let d = f32x4.splat(4)
  let e = f32x4.splat(5)
  let f = f32x4.splat(6)
  let g = f32x4.splat(7)
  let h = f32x4.splat(8)
  for (let r = 0; r < rounds; r++) {
    a = f32x4.add(f32x4.mul(a, m), k)
    b = f32x4.add(f32x4.mul(b, m), k)
    c = f32x4.add(f32x4.mul(c, m), k)
    d = f32x4.add(f32x4.mul(d, m), k)
    e = f32x4.add(f32x4.mul(e, m), k)
    f = f32x4.add(f32x4.mul(f, m), k)
    g = f32x4.add(f32x4.mul(g, m), k)
    h = f32x4.add(f32x4.mul(h, m), k)
  }
  const low = f32x4.add(f32x4.add(a, b), f32x4.add(c, d))
  const high = f32x4.add(f32x4.add(e, f), f32x4.add(g, h))
  return f32x4.extract_lane(f32x4.add(low, high), 0)
}

/** into[0..n) += rows[order[e]][0..n): each row is loaded, the sum loaded and stored. n is a multiple of 16. */
export function addRows(into: usize, rows: usize, order: usize, count: i32, n: i32): void {
  const stride = <usize>n << 2
  for (let e = 0; e < count; e++) {
    let row = rows + <usize>load<u32>(order + (<usize>e << 2)) * stride
    const end = row + stride
    let to = into
    for (; row < end; row += 64, to += 64) {
      v128.store(to, f32x4.add(v128.load(to), v128.load(row)))
      v128.store(to, f32x4.add(v128.load(to, 16), v128.load(row, 16)), 16)
      v128.store(to, f32x4.add(v128.load(to, 32), v128.load(row, 32)), 32)
      v128.store(to, f32x4.add(v128.load(to, 48), v128.load(row, 48)), 48)
    }
  }
}

/** rows[order[e]][0..n) += from[0..n): the same traffic, stored where the rows are. */
export function addToRows(rows: usize, from: usize, order: usize, count: i32, n: i32): void {
  const stride = <usize>n << 2
  for (let e = 0; e < count; e++) {
    let row = rows + <usize>load<u32>(order + (<usize>e << 2)) * stride
    const end = row + stride
    let at = from
    for (; row < end; row += 64, at += 64) {
      v128.store(row, f32x4.add(v128.load(row), v128.load(at)))
      v128.store(row, f32x4.add(v128.load(row, 16), v128.load(at, 16)), 16)
      v128.store(row, f32x4.add(v128.load(row, 32), v128.load(at, 32)), 32)
      v128.store(row, f32x4.add(v128.load(row, 48), v128.load(at, 48)), 48)
    }
  }
}

/** As addRows with sixteen sums in registers and all rows of a step per pass: one load per four elements. */
export function gatherRows(into: usize, rows: usize, order: usize, count: i32, n: i32): void {
  const stride = <usize>n << 2
  const end = order + (<usize>count << 2)
  for (let at: usize = 0; at < stride; at += 64) {
    const to = into + at
    let a = v128.load(to)
    let b = v128.load(to, 16)
    let c = v128.load(to, 32)
    let d = v128.load(to, 48)
    for (let e = order; e < end; e += 4) {
      const row = rows + <usize>load<u32>(e) * stride + at
      a = f32x4.add(a, v128.load(row))
      b = f32x4.add(b, v128.load(row, 16))
      c = f32x4.add(c, v128.load(row, 32))
      d = f32x4.add(d, v128.load(row, 48))
    }
    v128.store(to, a)
    v128.store(to, b, 16)
    v128.store(to, c, 32)
    v128.store(to, d, 48)
  }
}

/** As addToRows with sixteen of the sum's elements in registers and all rows of a step per pass. */
export function scatterRows(rows: usize, from: usize, order: usize, count: i32, n: i32): void {
  const stride = <usize>n << 2
  const end = order + (<usize>count << 2)
  for (let at: usize = 0; at < stride; at += 64) {
    const a = v128.load(from + at)
    const b = v128.load(from + at, 16)
    const c = v128.load(from + at, 32)
    const d = v128.load(from + at, 48)
    for (let e = order; e < end; e += 4) {
      const row = rows + <usize>load<u32>(e) * stride + at
      v128.store(row, f32x4.add(v128.load(row), a))
      v128.store(row, f32x4.add(v128.load(row, 16), b), 16)
      v128.store(row, f32x4.add(v128.load(row, 32), c), 32)
      v128.store(row, f32x4.add(v128.load(row, 48), d), 48)
    }
  }
}

export function copy(to: usize, from: usize, bytes: usize): void {
  memory.copy(to, from, bytes)
}
