import { describe, expect, it } from 'vitest'
import { alphaAdamStep, freshAlphaAdam } from '../../src/learning/alpha-adam.js'

const settings = { rate: 0.003, beta1: 0.5, beta2: 0.999, weightDecay: 0 }

describe('alphaAdamStep', () => {
  it('first moves every alpha by the rate against its gradient', () => {
    const { alpha } = alphaAdamStep(freshAlphaAdam(Float64Array.of(1, 2, 3)), Float64Array.of(1e-3, -40, 0), settings)
    expect(alpha[0]).toBeCloseTo(1 - 0.003, 7)
    expect(alpha[1]).toBeCloseTo(2 + 0.003, 7)
    expect(alpha[2]).toBe(3)
  })

  it('follows Adam with L2 decay over three steps, written out', () => {
    const decay = { ...settings, weightDecay: 0.01 }
    const gradients = [0.5, -0.2, 0.1]
    let state = freshAlphaAdam(Float64Array.of(0.4))
    let [alpha, m, v] = [0.4, 0, 0]
    gradients.forEach((raw, i) => {
      state = alphaAdamStep(state, Float64Array.of(raw), decay)
      const g = raw + 0.01 * alpha
      m = 0.5 * m + 0.5 * g
      v = 0.999 * v + 0.001 * g * g
      alpha -= (0.003 * (m / (1 - 0.5 ** (i + 1)))) / (Math.sqrt(v / (1 - 0.999 ** (i + 1))) + 1e-8)
      expect(state.alpha[0]).toBeCloseTo(alpha, 14)
    })
  })

  it('changes nothing of the state it was given', () => {
    const before = freshAlphaAdam(Float64Array.of(1, 2))
    const copy = structuredClone(before)
    alphaAdamStep(before, Float64Array.of(1, 1), settings)
    expect(before).toEqual(copy)
  })
})
