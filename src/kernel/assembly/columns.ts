// A weight matrix [rows][padded] kept in columns of 16 neurons: [column][row][16], and last the 4, 8 or 12 neurons that
// are left. A column of all rows fits the L1 cache, and so do 16 neurons over many steps; every element still sees its
// additions in the order of the plain loop.

/** [rows][n] -> columns; the pad of the last column stays as it is (zero). */
export function packColumns(from: usize, to: usize, rows: i32, n: i32): void {
  const padded = (n + 3) & ~3
  const wide = padded & ~15
  for (let first = 0; first < padded; first += 16) {
    const width = first < wide ? 16 : padded - wide
    const inside = min(width, n - first)
    let column = to + (<usize>(first * rows) << 2)
    let row = from + (<usize>first << 2)
    for (let r = 0; r < rows; r++) {
      copyFloats(column, row, inside)
      column += <usize>width << 2
      row += <usize>n << 2
    }
  }
}

// @ts-ignore: decorator
@inline
function copyFloats(to: usize, from: usize, n: i32): void {
  let i = 0
  for (; i + 4 <= n; i += 4) v128.store(to + (<usize>i << 2), v128.load(from + (<usize>i << 2)))
  for (; i < n; i++) store<f32>(to + (<usize>i << 2), load<f32>(from + (<usize>i << 2)))
}

/**
 * into[t][0..padded) = sum over the events of step t of their rows, in order, for `steps` steps. `stride`: bytes from
 * one row of `into` to the next.
 */
export function gatherColumns(
  into: usize,
  stride: i32,
  padded: i32,
  columns: usize,
  rows: i32,
  eventStart: usize,
  events: usize,
  steps: i32,
): void {
  const wide = padded & ~15
  let column = columns
  const columnBytes = <usize>rows << 6
  let first = 0
  for (; first + 32 <= wide; first += 32) {
    gatherPair(into + (<usize>first << 2), stride, column, columnBytes, eventStart, events, steps)
    column += columnBytes << 1
  }
  if (first < wide) {
    gatherColumn(into + (<usize>first << 2), stride, column, eventStart, events, steps)
    column += columnBytes
  }
  const left = padded - wide
  for (let i = 0; i < left; i += 4) {
    gatherFour(into + (<usize>(wide + i) << 2), stride, column + (<usize>i << 2), left << 2, eventStart, events, steps)
  }
}

/** Two neighbouring columns: more sums at once hide the additions' latency. */
function gatherPair(
  into: usize,
  stride: i32,
  column: usize,
  columnBytes: usize,
  eventStart: usize,
  events: usize,
  steps: i32,
): void {
  const second = column + columnBytes
  let e = events + (<usize>load<u32>(eventStart) << 1)
  for (let t = 0; t < steps; t++) {
    eventStart += 4
    const end = events + (<usize>load<u32>(eventStart) << 1)
    let a = f32x4.splat(0)
    let b = f32x4.splat(0)
    let c = f32x4.splat(0)
    let d = f32x4.splat(0)
    let p = f32x4.splat(0)
    let q = f32x4.splat(0)
    let r = f32x4.splat(0)
    let s = f32x4.splat(0)
    for (; e < end; e += 2) {
      const at = <usize>load<u16>(e) << 6
      a = f32x4.add(a, v128.load(column + at))
      b = f32x4.add(b, v128.load(column + at, 16))
      c = f32x4.add(c, v128.load(column + at, 32))
      d = f32x4.add(d, v128.load(column + at, 48))
      p = f32x4.add(p, v128.load(second + at))
      q = f32x4.add(q, v128.load(second + at, 16))
      r = f32x4.add(r, v128.load(second + at, 32))
      s = f32x4.add(s, v128.load(second + at, 48))
    }
    v128.store(into, a)
    v128.store(into, b, 16)
    v128.store(into, c, 32)
    v128.store(into, d, 48)
    v128.store(into, p, 64)
    v128.store(into, q, 80)
    v128.store(into, r, 96)
    v128.store(into, s, 112)
    into += stride
  }
}

function gatherColumn(into: usize, stride: i32, column: usize, eventStart: usize, events: usize, steps: i32): void {
  let e = events + (<usize>load<u32>(eventStart) << 1)
  for (let t = 0; t < steps; t++) {
    eventStart += 4
    const end = events + (<usize>load<u32>(eventStart) << 1)
    let a = f32x4.splat(0)
    let b = f32x4.splat(0)
    let c = f32x4.splat(0)
    let d = f32x4.splat(0)
    for (; e < end; e += 2) {
      const row = column + (<usize>load<u16>(e) << 6)
      a = f32x4.add(a, v128.load(row))
      b = f32x4.add(b, v128.load(row, 16))
      c = f32x4.add(c, v128.load(row, 32))
      d = f32x4.add(d, v128.load(row, 48))
    }
    v128.store(into, a)
    v128.store(into, b, 16)
    v128.store(into, c, 32)
    v128.store(into, d, 48)
    into += stride
  }
}

function gatherFour(
  into: usize,
  stride: i32,
  column: usize,
  width: i32,
  eventStart: usize,
  events: usize,
  steps: i32,
): void {
  let e = events + (<usize>load<u32>(eventStart) << 1)
  for (let t = 0; t < steps; t++) {
    eventStart += 4
    const end = events + (<usize>load<u32>(eventStart) << 1)
    let a = f32x4.splat(0)
    for (; e < end; e += 2) a = f32x4.add(a, v128.load(column + <usize>load<u16>(e) * <usize>width))
    v128.store(into, a)
    into += stride
  }
}
