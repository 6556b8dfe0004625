import { Layer } from './layer'

/**
 * lower[t][j] = sum_i W[j][i] dL/dJ[t][i], i ascending, for steps [from, to): four steps at a time against columns of
 * eight inputs, [column][neuron][8]. The sums of a tile go on where those of the tile before it ended.
 */
export function addLowerError(layer: Layer, from: i32, to: i32): void {
  const n = layer.neurons
  const stride = <usize>layer.stride
  const lowerStride = <usize>layer.lowerStride
  if (layer.first == 0) memory.fill(layer.lower + <usize>from * lowerStride, 0, <usize>(to - from) * lowerStride)
  for (let first = 0; first < layer.inputs; first += 8) {
    const column = layer.inputTransposedTiles + (<usize>(first * n) << 2)
    let lower = layer.lower + <usize>from * lowerStride + (<usize>first << 2)
    let errors = layer.u + <usize>(from + 1) * stride
    let t = from
    for (; t + 4 <= to; t += 4) {
      fourSteps(lower, lowerStride, errors, stride, column, n)
      lower += lowerStride << 2
      errors += stride << 2
    }
    for (; t < to; t++) {
      oneStep(lower, errors, column, n)
      lower += lowerStride
      errors += stride
    }
  }
}

function fourSteps(lower: usize, lowerStride: usize, errors: usize, stride: usize, column: usize, n: i32): void {
  const errors2 = errors + (stride << 1)
  const lower2 = lower + (lowerStride << 1)
  let a0 = v128.load(lower)
  let a1 = v128.load(lower, 16)
  let b0 = v128.load(lower + lowerStride)
  let b1 = v128.load(lower + lowerStride, 16)
  let c0 = v128.load(lower2)
  let c1 = v128.load(lower2, 16)
  let d0 = v128.load(lower2 + lowerStride)
  let d1 = v128.load(lower2 + lowerStride, 16)
  for (let i = <usize>0; i < <usize>n << 2; i += 4) {
    const w0 = v128.load(column)
    const w1 = v128.load(column, 16)
    column += 32
    const a = v128.load32_splat(errors + i)
    const b = v128.load32_splat(errors + i + stride)
    const c = v128.load32_splat(errors2 + i)
    const d = v128.load32_splat(errors2 + i + stride)
    a0 = f32x4.add(a0, f32x4.mul(w0, a))
    a1 = f32x4.add(a1, f32x4.mul(w1, a))
    b0 = f32x4.add(b0, f32x4.mul(w0, b))
    b1 = f32x4.add(b1, f32x4.mul(w1, b))
    c0 = f32x4.add(c0, f32x4.mul(w0, c))
    c1 = f32x4.add(c1, f32x4.mul(w1, c))
    d0 = f32x4.add(d0, f32x4.mul(w0, d))
    d1 = f32x4.add(d1, f32x4.mul(w1, d))
  }
  v128.store(lower, a0)
  v128.store(lower, a1, 16)
  v128.store(lower + lowerStride, b0)
  v128.store(lower + lowerStride, b1, 16)
  v128.store(lower2, c0)
  v128.store(lower2, c1, 16)
  v128.store(lower2 + lowerStride, d0)
  v128.store(lower2 + lowerStride, d1, 16)
}

function oneStep(lower: usize, errors: usize, column: usize, n: i32): void {
  let a0 = v128.load(lower)
  let a1 = v128.load(lower, 16)
  for (let i = 0; i < n; i++) {
    const a = v128.load32_splat(errors + (<usize>i << 2))
    a0 = f32x4.add(a0, f32x4.mul(v128.load(column), a))
    a1 = f32x4.add(a1, f32x4.mul(v128.load(column, 16), a))
    column += 32
  }
  v128.store(lower, a0)
  v128.store(lower, a1, 16)
}

/**
 * n neurons of [inputs][rowFloats] -> columns of eight inputs [column][n][8]; the pad of the last column stays as it is
 * (zero).
 */
export function packTransposed(from: usize, to: usize, inputs: i32, n: i32, rowFloats: i32): void {
  for (let j = 0; j < inputs; j++) {
    const column = to + (<usize>((j & ~7) * n + (j & 7)) << 2)
    for (let i = 0; i < n; i++) {
      store<f32>(column + (<usize>i << 5), load<f32>(from + (<usize>(j * rowFloats + i) << 2)))
    }
  }
}
