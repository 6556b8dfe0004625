/** Adam for architecture parameters, in float64 (Kingma & Ba 2015; betas 0.5 / 0.999 as in DARTS). */
export interface AlphaAdamState {
  readonly alpha: Float64Array
  readonly first: Float64Array
  readonly second: Float64Array
  /** beta1^step and beta2^step. */
  readonly decay1: number
  readonly decay2: number
}

export interface AlphaAdamSettings {
  readonly rate: number
  readonly beta1: number
  readonly beta2: number
  readonly weightDecay: number
}

export function freshAlphaAdam(alpha: Float64Array): AlphaAdamState {
  const zeros = () => new Float64Array(alpha.length)
  return { alpha, first: zeros(), second: zeros(), decay1: 1, decay2: 1 }
}

export function alphaAdamStep(state: AlphaAdamState, gradient: Float64Array, s: AlphaAdamSettings): AlphaAdamState {
  const alpha = state.alpha.slice()
  const first = state.first.slice()
  const second = state.second.slice()
  const decay1 = state.decay1 * s.beta1
  const decay2 = state.decay2 * s.beta2
  for (let i = 0; i < alpha.length; i++) {
    // As in DARTS the decay is part of the gradient (L2), not decoupled.
    const g = gradient[i] + s.weightDecay * alpha[i]
    first[i] = s.beta1 * first[i] + (1 - s.beta1) * g
    second[i] = s.beta2 * second[i] + (1 - s.beta2) * g * g
    alpha[i] -= (s.rate * (first[i] / (1 - decay1))) / (Math.sqrt(second[i] / (1 - decay2)) + 1e-8)
  }
  return { alpha, first, second, decay1, decay2 }
}
