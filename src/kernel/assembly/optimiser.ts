import { flush } from './surrogate'

/** Sum of squares in float64, element by element in order. */
export function sumOfSquares(x: usize, n: i32): f64 {
  let sum: f64 = 0
  for (let i = 0; i < n; i++) {
    const value = <f64>load<f32>(x + (<usize>i << 2))
    sum += value * value
  }
  return sum
}

/** into += from */
export function addArray(into: usize, from: usize, n: i32): void {
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2
    v128.store(into + at, f32x4.add(v128.load(into + at), v128.load(from + at)))
  }
}

/**
 * One AdamW step (Loshchilov & Hutter 2019) with a gradient scale and a projection to [low, high] per element.
 * rate1 = rate / (1 - beta1^t), correction2 = 1 / (1 - beta2^t), keep = 1 - rate x decay. n is a multiple of four.
 */
export function adamw(
  weights: usize,
  gradient: usize,
  first: usize,
  second: usize,
  low: usize,
  high: usize,
  n: i32,
  scale: f32,
  beta1: f32,
  beta2: f32,
  rate1: f32,
  correction2: f32,
  keep: f32,
  epsilon: f32,
): void {
  const b1 = f32x4.splat(beta1)
  const b2 = f32x4.splat(beta2)
  const c1 = f32x4.splat(<f32>1 - beta1)
  const c2 = f32x4.splat(<f32>1 - beta2)
  const gradientScale = f32x4.splat(scale)
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2
    const g = f32x4.mul(gradientScale, v128.load(gradient + at))
    const m = flush(f32x4.add(f32x4.mul(b1, v128.load(first + at)), f32x4.mul(c1, g)))
    const v = flush(f32x4.add(f32x4.mul(b2, v128.load(second + at)), f32x4.mul(c2, f32x4.mul(g, g))))
    v128.store(first + at, m)
    v128.store(second + at, v)
    const spread = f32x4.add(f32x4.sqrt(f32x4.mul(v, f32x4.splat(correction2))), f32x4.splat(epsilon))
    const step = f32x4.div(f32x4.mul(f32x4.splat(rate1), m), spread)
    const w = f32x4.sub(f32x4.mul(f32x4.splat(keep), v128.load(weights + at)), step)
    v128.store(weights + at, f32x4.min(v128.load(high + at), f32x4.max(v128.load(low + at), w)))
  }
}
