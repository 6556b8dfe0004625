import { afterEach, describe, expect, it } from 'vitest'
import { normal } from '../../src/kernel/numerics/normal.js'
import { key, uniform } from '../../src/kernel/numerics/random.js'
import { adamwReference } from '../../src/kernel/reference/adamw.js'
import { TINY } from '../../src/kernel/reference/arithmetic.js'
import { AdamW, adamwScalars, freshAdamWState, NO_NEURON, rescaledMoments } from '../../src/learning/adamw.js'
import { type OptimiserSettings, optimiserSchema } from '../../src/learning/gradient-recipe.js'
import { readFixture } from '../oracle-fixture.js'

const settings = optimiserSchema.parse({ rate: 0.01, clipNorm: 1.5 })

const made: AdamW[] = []
function optimiserOf(from: OptimiserSettings, start: Float32Array, low: Float32Array, high: Float32Array): AdamW {
  const optimiser = new AdamW(from, freshAdamWState(start), low, high)
  made.push(optimiser)
  return optimiser
}
afterEach(() => {
  for (const optimiser of made.splice(0)) optimiser.dispose()
})

const draws = (n: number, name: string, scale = 1) =>
  Float32Array.from({ length: n }, (_, i) => scale * normal(key(1, name), i))

describe('SIMD AdamW', () => {
  it.each([1, 2, 3, 4, 5, 7, 64, 101])('equals its plain twin to the bit over 12 steps, %i parameters', (n) => {
    // A third each typed excitatory, free, and without a synapse.
    const low = Float32Array.from({ length: n }, (_, i) => (i % 3 === 1 ? -4 : 0))
    const high = Float32Array.from({ length: n }, (_, i) => (i % 3 === 2 ? 0 : 4))
    const start = Float32Array.from(draws(n, 'start', 2), (x, i) => Math.min(high[i], Math.max(low[i], x)))
    const optimiser = optimiserOf(settings, start, low, high)
    const parameters = start.slice()
    const first = new Float32Array(n)
    const second = new Float32Array(n)
    for (let step = 1; step <= 12; step++) {
      // Norms on both sides of the clip, and a zero gradient now and then.
      const gradient = draws(n, `gradient ${step}`, step % 4 === 0 ? 0 : 10 ** (step % 3))
      const rate = 0.5 / step
      optimiser.gradient.set(gradient)
      const norm = optimiser.update(rate, 8)
      const squares = gradient.reduce((sum, g) => sum + g * g, 0)
      expect(norm).toBe(Math.sqrt(squares) / 8)
      const scalars = adamwScalars(settings, step, rate, squares, 8)
      adamwReference({ parameters, gradient, first, second, low, high }, scalars)
      const state = optimiser.state()
      expect(state.step).toBe(step)
      expect(Array.from(state.parameters)).toEqual(Array.from(parameters))
      expect(Array.from(state.first)).toEqual(Array.from(first))
      expect(Array.from(state.second)).toEqual(Array.from(second))
      parameters.forEach((w, i) => {
        expect(w >= low[i] && w <= high[i]).toBe(true)
      })
    }
  })

  it('clips the norm of the MEAN gradient', () => {
    const scalars = (squares: number, batch: number) => adamwScalars(settings, 1, 0.01, squares, batch)
    expect(scalars(144, 16).scale).toBe(1 / 16)
    expect(scalars(144, 4).scale).toBe(1.5 / 3 / 4)
  })

  it('started from its state goes on as if it had never stopped', () => {
    const n = 9
    const low = new Float32Array(n).fill(-4)
    const high = new Float32Array(n).fill(4)
    const whole = optimiserOf(settings, draws(n, 'start'), low, high)
    const run = (optimiser: AdamW, step: number) => {
      optimiser.gradient.set(draws(n, `gradient ${step}`))
      optimiser.update(0.01, 4)
    }
    for (let step = 0; step < 3; step++) run(whole, step)
    const resumed = new AdamW(settings, whole.state(), low, high)
    made.push(resumed)
    for (let step = 3; step < 6; step++) {
      run(whole, step)
      run(resumed, step)
    }
    expect(resumed.state()).toEqual(whole.state())
  })
})

describe('AdamW against torch', () => {
  const fixture = readFixture<{
    settings: {
      learningRate: number
      beta1: number
      beta2: number
      epsilon: number
      weightDecay: number
      maxNorm: number
    }
    low: number[]
    high: number[]
    start: number[]
    gradients: number[][]
    cases: {
      clip: string
      steps: { norm: number; parameters: number[]; firstMoment: number[]; secondMoment: number[] }[]
    }[]
  }>('adamw')

  it('takes the same five steps, with clip and projection', () => {
    const exact = fixture.cases.find(({ clip }) => clip === 'exact')
    if (!exact) throw new Error('adamw.json has no exact case')
    const { learningRate, maxNorm, ...rest } = fixture.settings
    const own = optimiserSchema.parse({ rate: learningRate, clipNorm: maxNorm, ...rest })
    const bounds = [Float32Array.from(fixture.low), Float32Array.from(fixture.high)] as const
    const optimiser = optimiserOf(own, Float32Array.from(fixture.start), ...bounds)
    exact.steps.forEach((expected, step) => {
      optimiser.gradient.set(fixture.gradients[step])
      expect(optimiser.update(learningRate, 1)).toBeCloseTo(expected.norm, 12)
      const { parameters, first, second } = optimiser.state()
      // Float32 against float64. 1 - beta is rounded there: by 1.3e-5 for 0.999, which the correction undoes.
      for (const [actual, wanted, tolerance] of [
        [parameters, expected.parameters, 2e-7],
        [first, expected.firstMoment, 1e-6],
        [second, expected.secondMoment, 1.5e-5],
      ] as const) {
        wanted.forEach((x, i) => {
          expect(Math.abs(actual[i] - x)).toBeLessThanOrEqual(tolerance * Math.abs(x) + 1e-8)
        })
      }
    })
    expect(exact.steps[0].norm).toBeGreaterThan(maxNorm)
  })
})

describe('zero gradient and weight decay', () => {
  it('bring every magnitude to 0 and change no sign', () => {
    const n = 6
    const strong = optimiserSchema.parse({ rate: 1, weightDecay: 0.05 })
    const low = Float32Array.of(0, 0, 0, -4, -4, -4)
    const optimiser = optimiserOf(strong, Float32Array.of(4, 0.5, 0, -4, 0.25, 1e-3), low, new Float32Array(n).fill(4))
    let before = optimiser.state().parameters
    for (let step = 0; step < 400; step++) {
      optimiser.gradient.fill(0)
      optimiser.update(1, 4)
      const after = optimiser.state().parameters
      after.forEach((w, i) => {
        expect(Math.abs(w)).toBeLessThanOrEqual(Math.abs(before[i]))
        expect(w * before[i]).toBeGreaterThanOrEqual(0)
      })
      before = after
    }
    // 0.95^400 = 1.2e-9
    for (const w of before) expect(Math.abs(w)).toBeLessThan(1e-8)
  })

  it('let the moments decay to exact zeros, not to denormals', () => {
    const optimiser = optimiserOf(settings, Float32Array.of(1), Float32Array.of(-4), Float32Array.of(4))
    optimiser.gradient.set([0.3])
    optimiser.update(0.001, 1)
    for (let step = 0; step < 1000; step++) {
      optimiser.gradient.fill(0)
      optimiser.update(0.001, 1)
      const { first } = optimiser.state()
      expect(first[0] === 0 || Math.abs(first[0]) >= TINY).toBe(true)
    }
    expect(optimiser.state().first[0]).toBe(0)
  })
})

describe('moments of neurons whose gain changed', () => {
  it('are multiplied by rho and rho^2 for incoming weights, which leaves parameters and the readout alone', () => {
    const n = 5
    const bounds = [new Float32Array(n).fill(-4), new Float32Array(n).fill(4)] as const
    const optimiser = optimiserOf(settings, draws(n, 'start'), ...bounds)
    optimiser.gradient.set(Float32Array.from({ length: n }, (_, i) => uniform(key(2), i) - 0.5))
    optimiser.update(0.01, 1)
    const before = optimiser.state()
    const copy = optimiser.state()
    const target = Uint32Array.of(1, 0, NO_NEURON, 1, 0)
    const factor = Float64Array.of(2, 0.5)
    optimiser.rescaleMoments(target, factor)
    const after = optimiser.state()
    expect(after.parameters).toEqual(before.parameters)
    expect(after.step).toBe(before.step)
    const rho = [0.5, 2, 1, 0.5, 2]
    expect(Array.from(after.first)).toEqual(rho.map((r, i) => before.first[i] * r))
    expect(Array.from(after.second)).toEqual(rho.map((r, i) => before.second[i] * r * r))
    expect(rescaledMoments(before, target, factor)).toEqual(after)
    expect(before).toEqual(copy)
  })
})
