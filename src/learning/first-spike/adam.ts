export interface AdamSettings {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

export interface AdamMoments {
  readonly first: Float64Array
  readonly second: Float64Array
}

export const freshMoments = (length: number): AdamMoments => ({
  first: new Float64Array(length),
  second: new Float64Array(length),
})

/** D. P. Kingma, J. Ba, "Adam", 2015, in double precision; `step` counts from 1. */
export function adamStep(
  parameters: Float64Array,
  gradient: Float64Array,
  { first, second }: AdamMoments,
  step: number,
  rate: number,
  { beta1, beta2, epsilon }: AdamSettings,
): void {
  const correction1 = 1 - power(beta1, step)
  const correction2 = Math.sqrt(1 - power(beta2, step))
  const size = rate / correction1
  for (let i = 0; i < parameters.length; i++) {
    const g = gradient[i]
    const m = beta1 * first[i] + (1 - beta1) * g
    const v = beta2 * second[i] + (1 - beta2) * g * g
    first[i] = m
    second[i] = v
    parameters[i] -= (size * m) / (Math.sqrt(v) / correction2 + epsilon)
  }
}

/** x^n by multiplication, the same on every engine. */
function power(x: number, n: number): number {
  let base = x
  let result = 1
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= base
    base *= base
  }
  return result
}
