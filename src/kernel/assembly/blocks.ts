import { multiplyRows } from './rows'

/** into[k] = from[k] + sum_i rows[i][k] x[i] over the neurons i of k's block; rows: [block][i][k]. */
export function multiplyBlocks(into: usize, from: usize, rows: usize, x: usize, n: i32, size: i32): void {
  if (size == 16) {
    multiplyBlocks16(into, from, rows, x, n)
    return
  }
  for (let start = 0; start < n; start += size) {
    const at = <usize>start << 2
    multiplyRows(into + at, from + at, rows + at * size, x + at, size, size)
  }
}

/** The usual motif size, four rows per turn. */
function multiplyBlocks16(into: usize, from: usize, rows: usize, x: usize, n: i32): void {
  const end = into + (<usize>n << 2)
  for (; into < end; into += 64) {
    let a = v128.load(from)
    let b = v128.load(from, 16)
    let c = v128.load(from, 32)
    let d = v128.load(from, 48)
    const next = x + 64
    for (; x < next; x += 16) {
      const p = v128.load32_splat(x)
      a = f32x4.add(a, f32x4.mul(v128.load(rows), p))
      b = f32x4.add(b, f32x4.mul(v128.load(rows, 16), p))
      c = f32x4.add(c, f32x4.mul(v128.load(rows, 32), p))
      d = f32x4.add(d, f32x4.mul(v128.load(rows, 48), p))
      const q = v128.load32_splat(x, 4)
      a = f32x4.add(a, f32x4.mul(v128.load(rows, 64), q))
      b = f32x4.add(b, f32x4.mul(v128.load(rows, 80), q))
      c = f32x4.add(c, f32x4.mul(v128.load(rows, 96), q))
      d = f32x4.add(d, f32x4.mul(v128.load(rows, 112), q))
      const r = v128.load32_splat(x, 8)
      a = f32x4.add(a, f32x4.mul(v128.load(rows, 128), r))
      b = f32x4.add(b, f32x4.mul(v128.load(rows, 144), r))
      c = f32x4.add(c, f32x4.mul(v128.load(rows, 160), r))
      d = f32x4.add(d, f32x4.mul(v128.load(rows, 176), r))
      const s = v128.load32_splat(x, 12)
      a = f32x4.add(a, f32x4.mul(v128.load(rows, 192), s))
      b = f32x4.add(b, f32x4.mul(v128.load(rows, 208), s))
      c = f32x4.add(c, f32x4.mul(v128.load(rows, 224), s))
      d = f32x4.add(d, f32x4.mul(v128.load(rows, 240), s))
      rows += 256
    }
    v128.store(into, a)
    v128.store(into, b, 16)
    v128.store(into, c, 32)
    v128.store(into, d, 48)
    from += 64
  }
}

/** The same for the listed groups of four neurons only, adding to `into`. */
export function multiplyActive16(into: usize, rows: usize, x: usize, groups: usize, count: i32): void {
  const end = groups + (<usize>count << 1)
  for (; groups < end; groups += 2) {
    const at = <usize>load<u16>(groups) << 4
    const block = at & ~63
    let sum = v128.load(into + at)
    let row = rows + (block << 4) + (at & 63)
    let factor = x + block
    const last = factor + 64
    for (; factor < last; factor += 16) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(row), v128.load32_splat(factor)))
      sum = f32x4.add(sum, f32x4.mul(v128.load(row, 64), v128.load32_splat(factor, 4)))
      sum = f32x4.add(sum, f32x4.mul(v128.load(row, 128), v128.load32_splat(factor, 8)))
      sum = f32x4.add(sum, f32x4.mul(v128.load(row, 192), v128.load32_splat(factor, 12)))
      row += 256
    }
    v128.store(into + at, sum)
  }
}
