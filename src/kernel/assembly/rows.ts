// Row primitives. SIMD runs across the elements of a row, never inside a sum, so every element sees the additions in
// the order of the plain loop.

// @ts-ignore: decorator
@inline
export function addRow(into: usize, row: usize, n: i32): void {
  let i = 0
  for (; i + 16 <= n; i += 16) {
    const at = <usize>i << 2
    v128.store(into + at, f32x4.add(v128.load(into + at), v128.load(row + at)))
    v128.store(into + at, f32x4.add(v128.load(into + at, 16), v128.load(row + at, 16)), 16)
    v128.store(into + at, f32x4.add(v128.load(into + at, 32), v128.load(row + at, 32)), 32)
    v128.store(into + at, f32x4.add(v128.load(into + at, 48), v128.load(row + at, 48)), 48)
  }
  const bulk = n & ~3
  for (; i < bulk; i += 4) {
    const at = <usize>i << 2
    v128.store(into + at, f32x4.add(v128.load(into + at), v128.load(row + at)))
  }
  for (; i < n; i++) {
    const at = <usize>i << 2
    store<f32>(into + at, load<f32>(into + at) + load<f32>(row + at))
  }
}

// @ts-ignore: decorator
@inline
export function addScaledRow(into: usize, row: usize, scale: f32, n: i32): void {
  const factor = f32x4.splat(scale)
  let i = 0
  const bulk = n & ~3
  for (; i < bulk; i += 4) {
    const at = <usize>i << 2
    v128.store(into + at, f32x4.add(v128.load(into + at), f32x4.mul(v128.load(row + at), factor)))
  }
  for (; i < n; i++) {
    const at = <usize>i << 2
    store<f32>(into + at, load<f32>(into + at) + load<f32>(row + at) * scale)
  }
}

/** into[0..n) += rows[index][0..n) for every index in [first, end), in order; sixteen sums stay in registers. */
export function gatherRows(into: usize, rows: usize, first: usize, end: usize, n: i32): void {
  const stride = <usize>n << 2
  let i = 0
  for (; i + 16 <= n; i += 16) {
    const at = <usize>i << 2
    let a = v128.load(into + at)
    let b = v128.load(into + at, 16)
    let c = v128.load(into + at, 32)
    let d = v128.load(into + at, 48)
    for (let e = first; e < end; e += 2) {
      const row = rows + <usize>load<u16>(e) * stride + at
      a = f32x4.add(a, v128.load(row))
      b = f32x4.add(b, v128.load(row, 16))
      c = f32x4.add(c, v128.load(row, 32))
      d = f32x4.add(d, v128.load(row, 48))
    }
    v128.store(into + at, a)
    v128.store(into + at, b, 16)
    v128.store(into + at, c, 32)
    v128.store(into + at, d, 48)
  }
  if (i < n) {
    const at = <usize>i << 2
    for (let e = first; e < end; e += 2) addRow(into + at, rows + <usize>load<u16>(e) * stride + at, n - i)
  }
}

/** rows[index][0..n) += from[0..n) for every index in [first, end). */
export function scatterRows(rows: usize, first: usize, end: usize, from: usize, n: i32): void {
  const stride = <usize>n << 2
  for (let e = first; e < end; e += 2) addRow(rows + <usize>load<u16>(e) * stride, from, n)
}

/** into[k] = from[k] + sum_i rows[i][k] x[i], i ascending, for a matrix of `count` rows of n elements. */
export function multiplyRows(into: usize, from: usize, rows: usize, x: usize, count: i32, n: i32): void {
  const stride = <usize>n << 2
  let k = 0
  for (; k + 16 <= n; k += 16) {
    const at = <usize>k << 2
    let a = v128.load(from + at)
    let b = v128.load(from + at, 16)
    let c = v128.load(from + at, 32)
    let d = v128.load(from + at, 48)
    let row = rows + at
    for (let i = 0; i < count; i++) {
      const factor = v128.load32_splat(x + (<usize>i << 2))
      a = f32x4.add(a, f32x4.mul(v128.load(row), factor))
      b = f32x4.add(b, f32x4.mul(v128.load(row, 16), factor))
      c = f32x4.add(c, f32x4.mul(v128.load(row, 32), factor))
      d = f32x4.add(d, f32x4.mul(v128.load(row, 48), factor))
      row += stride
    }
    v128.store(into + at, a)
    v128.store(into + at, b, 16)
    v128.store(into + at, c, 32)
    v128.store(into + at, d, 48)
  }
  for (; k + 8 <= n; k += 8) {
    const at = <usize>k << 2
    let a = v128.load(from + at)
    let b = v128.load(from + at, 16)
    let row = rows + at
    for (let i = 0; i < count; i++) {
      const factor = v128.load32_splat(x + (<usize>i << 2))
      a = f32x4.add(a, f32x4.mul(v128.load(row), factor))
      b = f32x4.add(b, f32x4.mul(v128.load(row, 16), factor))
      row += stride
    }
    v128.store(into + at, a)
    v128.store(into + at, b, 16)
  }
  for (; k + 4 <= n; k += 4) {
    const at = <usize>k << 2
    let a = v128.load(from + at)
    let row = rows + at
    for (let i = 0; i < count; i++) {
      a = f32x4.add(a, f32x4.mul(v128.load(row), v128.load32_splat(x + (<usize>i << 2))))
      row += stride
    }
    v128.store(into + at, a)
  }
  for (; k < n; k++) {
    const at = <usize>k << 2
    let a = load<f32>(from + at)
    for (let i = 0; i < count; i++) a += load<f32>(rows + <usize>i * stride + at) * load<f32>(x + (<usize>i << 2))
    store<f32>(into + at, a)
  }
}

/** into[i] += weights[i] x[i] */
export function addProducts(into: usize, weights: usize, x: usize, n: i32): void {
  let i = 0
  for (; i + 16 <= n; i += 16) {
    const at = <usize>i << 2
    const a = f32x4.mul(v128.load(weights + at), v128.load(x + at))
    const b = f32x4.mul(v128.load(weights + at, 16), v128.load(x + at, 16))
    const c = f32x4.mul(v128.load(weights + at, 32), v128.load(x + at, 32))
    const d = f32x4.mul(v128.load(weights + at, 48), v128.load(x + at, 48))
    v128.store(into + at, f32x4.add(v128.load(into + at), a))
    v128.store(into + at, f32x4.add(v128.load(into + at, 16), b), 16)
    v128.store(into + at, f32x4.add(v128.load(into + at, 32), c), 32)
    v128.store(into + at, f32x4.add(v128.load(into + at, 48), d), 48)
  }
  for (; i < n; i++) {
    const at = <usize>i << 2
    store<f32>(into + at, load<f32>(into + at) + load<f32>(weights + at) * load<f32>(x + at))
  }
}

/** to[c][r] = from[r][c] */
export function transpose(from: usize, to: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      store<f32>(to + (<usize>(c * rows + r) << 2), load<f32>(from + (<usize>(r * columns + c) << 2)))
    }
  }
}

export function fillZero(at: usize, floats: i32): void {
  memory.fill(at, 0, <usize>floats << 2)
}
