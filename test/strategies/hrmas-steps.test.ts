import { describe, expect, it } from 'vitest'
import { planOffsets } from '../../src/kernel/plan.js'
import { AdamW, NO_NEURON } from '../../src/learning/adamw.js'
import { alphaGradient, probabilities } from '../../src/learning/alpha.js'
import { alphaAdamStep } from '../../src/learning/alpha-adam.js'
import { repairSchema } from '../../src/learning/gradient-recipe.js'
import { addActivity, emptyActivity, repair, repairMetrics } from '../../src/learning/repair.js'
import { createSupernet } from '../../src/learning/supernet.js'
import { supernetParameterGradient } from '../../src/learning/supernet-weights.js'
import { scheduledRate } from '../../src/learning/training.js'
import { type Step, tinyContext } from '../conformance/search-run.js'
import { tinySpace } from '../learning/tiny.js'
import { LIVELY, phases, search } from './hrmas-search.js'

describe.each(['gain', 'tau', 'spikl-ip'] as const)('what a step of HRMAS leaves alone, repair by %s', (rule) => {
  // SpiKL-IP needs a target rate and a time constant that its R rule can work with.
  const space = tinySpace({ neuron: { model: 'lif', tauMem: 32, tauSyn: 4 } })
  const repair = { rule, targetRate: 0.2, samples: 20, fade: [1, 1] }
  const steps = search({ ...LIVELY, repair }, { space })
  const of = (phase: string) => steps.filter((step) => step.phase === phase)

  it('has all kinds of steps', () => {
    const kinds = ['architecture', 'weights', 'repair', 'relaxed', 'discrete', 'judge']
    expect(new Set(phases(steps))).toEqual(new Set(kinds))
  })

  it('the repair phase leaves weights and alpha bitwise unchanged, and moves R or tau', () => {
    for (const { from, to } of of('repair')) {
      expect(to.optimiser.parameters).toEqual(from.optimiser.parameters)
      expect(to.optimiser.step).toBe(from.optimiser.step)
      expect(to.alpha).toEqual(from.alpha)
      expect(to.intrinsic).not.toEqual(from.intrinsic)
      if (rule === 'gain') expect(to.intrinsic.tauMem).toEqual(from.intrinsic.tauMem)
      if (rule === 'tau') expect(to.intrinsic.resistance).toEqual(from.intrinsic.resistance)
    }
  })

  it('the architecture step leaves weights, R and tau unchanged, and moves alpha', () => {
    for (const { from, to } of of('architecture')) {
      expect(to.optimiser).toEqual(from.optimiser)
      expect(to.intrinsic).toEqual(from.intrinsic)
      expect(to.alpha.alpha).not.toEqual(from.alpha.alpha)
    }
  })

  it('the weight step leaves alpha, R and tau unchanged, and moves weights within their bounds', () => {
    const net = createSupernet(space)
    for (const { from, to } of of('weights')) {
      expect(to.alpha).toEqual(from.alpha)
      expect(to.intrinsic).toEqual(from.intrinsic)
      expect(to.optimiser.parameters).not.toEqual(from.optimiser.parameters)
      expect(to.optimiser.step).toBe(from.optimiser.step + 1)
      to.optimiser.parameters.forEach((x, i) => {
        expect(x >= net.low[i] && x <= net.high[i]).toBe(true)
      })
    }
  })

  it('scores and judgement leave everything unchanged', () => {
    for (const { from, to } of [...of('relaxed'), ...of('discrete'), ...of('judge')]) {
      expect([to.optimiser, to.alpha, to.intrinsic]).toEqual([from.optimiser, from.alpha, from.intrinsic])
    }
  })
})

describe('what a step of HRMAS does', () => {
  const sparse = { ...LIVELY, alpha: { ...LIVELY.alpha, weightDecay: 0.01, sparsity: 0.2 } }
  const context = tinyContext()
  const net = createSupernet(context.space)
  const steps = search(sparse)
  const of = (phase: string) => steps.filter((step) => step.phase === phase)

  /** Sum of the gradients in the order of the items, and of how many samples. */
  function summed({ results }: Step) {
    const gradient = new Float32Array(planOffsets(net.plan).weights)
    let samples = 0
    for (const result of results) {
      if (result.kind !== 'gradient') throw new Error(result.kind)
      result.gradient.forEach((g, w) => {
        gradient[w] += g
      })
      samples += result.sums.samples
    }
    return { gradient, samples }
  }

  it('architecture: one step of Adam on the mean gradient and the sparsity penalty', () => {
    for (const step of of('architecture')) {
      const { gradient, samples } = summed(step)
      const { alpha, optimiser } = step.from
      const chances = probabilities(net, alpha.alpha)
      const relaxed = { chances, taken: chances, temperature: 1 }
      const mean = alphaGradient(net, gradient, optimiser.parameters, relaxed).map((g) => g / samples)
      const zero = new Float32Array(gradient.length)
      const penalty = alphaGradient(net, zero, optimiser.parameters, relaxed, 0.2)
      const settings = { rate: 0.05, beta1: 0.5, beta2: 0.999, weightDecay: 0.01 }
      const expected = alphaAdamStep(
        alpha,
        mean.map((g, i) => g + penalty[i]),
        settings,
      )
      expectClose(step.to.alpha.alpha, expected.alpha, 1e-12)
      expect(step.log.phases[0].metrics.alphaGradient).toBeCloseTo(Math.hypot(...mean), 12)
    }
  })

  it('weights: one step of AdamW on the mean gradient at the rate of the schedule', () => {
    for (const step of of('weights')) {
      const { gradient, samples } = summed(step)
      const { alpha, optimiser, iteration } = step.from
      const own = new AdamW(context.recipe.optimiser, optimiser, net.low, net.high)
      supernetParameterGradient(net, gradient, probabilities(net, alpha.alpha), own.gradient)
      own.update(scheduledRate(context.recipe.optimiser, iteration / context.iterations), samples)
      expect(step.to.optimiser).toEqual(own.state())
      own.dispose()
    }
  })

  it('repair: one phase of the batch form from the summed activity, at the strength of the schedule', () => {
    const settings = repairSchema.parse({ rule: 'gain', samples: 20, fade: [0, 1] })
    const repaired = search({ ...LIVELY, repair: settings }).filter(({ phase }) => phase === 'repair')
    expect(repaired).toHaveLength(6)
    for (const { results, from, to, log } of repaired) {
      const activity = emptyActivity(net.hidden)
      for (const result of results) if (result.kind === 'activity') addActivity(activity, result.activity)
      expect(activity.samples).toBe(20)
      const { neuron } = context.space
      expect(to.intrinsic).toEqual(repair(from.intrinsic, activity, neuron, settings, 1 - from.iteration / 6))
      expect(log.phases).toEqual([{ name: 'repair', metrics: repairMetrics(activity, to.intrinsic, neuron, settings) }])
    }
  })

  it('repair: moments of incoming weights scale with the gain, other moments stay', () => {
    for (const { from, to } of of('repair')) {
      const rho = Array.from(net.targets, (neuron) =>
        neuron === NO_NEURON ? 1 : to.intrinsic.resistance[neuron] / from.intrinsic.resistance[neuron],
      )
      expect(rho.some((r) => r !== 1)).toBe(true)
      expectClose(
        to.optimiser.first,
        rho.map((r, i) => r * from.optimiser.first[i]),
        1e-9,
      )
      expectClose(
        to.optimiser.second,
        rho.map((r, i) => r * r * from.optimiser.second[i]),
        1e-9,
      )
    }
  })
})

/** Within `tolerance` absolutely, or within the rounding of a few float32 operations. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length)
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i] - expected[i])).toBeLessThan(Math.max(tolerance, 3e-7 * Math.abs(expected[i])))
  }
}
