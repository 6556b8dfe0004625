import { TINY } from './arithmetic.js'

const f = Math.fround
const flush = (x: number): number => (Math.abs(x) < TINY ? 0 : x)

/** Scalars of one AdamW step, shared by the SIMD kernel and its twin; each is rounded to float32 where it is used. */
export interface AdamWScalars {
  /** Factor on the summed gradient: 1 / batch, times clipNorm / norm where the norm is larger. */
  readonly scale: number
  readonly beta1: number
  readonly beta2: number
  /** rate / (1 - beta1^step) */
  readonly rate1: number
  /** 1 / (1 - beta2^step) */
  readonly correction2: number
  /** 1 - rate x weight decay */
  readonly keep: number
  readonly epsilon: number
}

interface Arrays {
  readonly parameters: Float32Array
  readonly gradient: Float32Array
  readonly first: Float32Array
  readonly second: Float32Array
  readonly low: Float32Array
  readonly high: Float32Array
}

/** The plain twin of the SIMD AdamW step: changes parameters, first and second in place. */
export function adamwReference(
  { parameters, gradient, first, second, low, high }: Arrays,
  scalars: AdamWScalars,
): void {
  const beta1 = f(scalars.beta1)
  const beta2 = f(scalars.beta2)
  for (let i = 0; i < parameters.length; i++) {
    const g = f(f(scalars.scale) * gradient[i])
    first[i] = flush(f(f(beta1 * first[i]) + f(f(1 - beta1) * g)))
    second[i] = flush(f(f(beta2 * second[i]) + f(f(1 - beta2) * f(g * g))))
    const spread = f(f(Math.sqrt(f(second[i] * f(scalars.correction2)))) + f(scalars.epsilon))
    const step = f(f(f(scalars.rate1) * first[i]) / spread)
    const w = f(f(f(scalars.keep) * parameters[i]) - step)
    parameters[i] = Math.min(high[i], Math.max(low[i], w))
  }
}
