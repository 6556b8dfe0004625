import { describe, expect, it } from 'vitest'
import { FirstSpikeKernel } from '../../src/kernel/first-spike-kernel.js'
import { normal } from '../../src/kernel/numerics/normal.js'
import { key, uniform } from '../../src/kernel/numerics/random.js'
import { firstSpikeLoss } from '../../src/learning/first-spike/first-spike-loss.js'
import { firstSpike, spikeDerivatives, type TauRatio } from '../../src/learning/first-spike/spike-time.js'
import { WORKED_CASES, WORKED_NETWORK } from '../learning/first-spike/worked-cases.js'

const RATIOS: readonly TauRatio[] = [1, 2]
const TTFS = { kind: 'first-spike', xi: 0.2, alpha: 0.005, beta: 1 } as const
const open = { horizon: 100, gradientCut: Number.POSITIVE_INFINITY }

type Weights = readonly (readonly (readonly number[])[])[]

/** `weights`: [layer][input][neuron] */
function kernelWith(weights: Weights, tauRatio: TauRatio, settings: typeof open = open): FirstSpikeKernel {
  const widths = [weights[0].length, ...weights.map((layer) => layer[0].length)]
  const kernel = new FirstSpikeKernel({ widths, tauRatio, ...settings })
  weights.forEach((layer, l) => {
    layer.forEach((row, i) => {
      row.forEach((w, j) => {
        kernel.weights(l)[kernel.weightIndex(l, i, j)] = w
      })
    })
  })
  return kernel
}

const gradientOf = (kernel: FirstSpikeKernel, weights: Weights) =>
  weights.map((layer, l) => layer.map((row, i) => row.map((_, j) => kernel.gradient(l)[kernel.weightIndex(l, i, j)])))

function randomWeights(widths: readonly number[], seed: number, mean: number, sd: number): Weights {
  const k = key(seed, 'weights')
  let at = 0
  return widths
    .slice(1)
    .map((neurons, l) =>
      Array.from({ length: widths[l] }, () => Array.from({ length: neurons }, () => mean + sd * normal(k, at++))),
    )
}

/** The slow twin: neuron by neuron in closed form, and the chain rule written out. */
function twin(
  weights: Weights,
  sample: readonly number[],
  ratio: TauRatio,
  errorsOf: (outputs: number[]) => Float64Array,
) {
  const times: number[][] = [[...sample]]
  const spikes = weights.map((layer, l) => {
    const found = layer[0].map((_, j) =>
      firstSpike(
        times[l],
        layer.map((row) => row[j]),
        ratio,
      ),
    )
    times.push(found.map(({ time }) => time))
    return found
  })
  const gradient = weights.map((layer) => layer.map((row) => row.map(() => 0)))
  let errors = [...errorsOf(times[weights.length])]
  for (let l = weights.length - 1; l >= 0; l--) {
    const below = times[l].map(() => 0)
    spikes[l].forEach((spike, j) => {
      const d = spikeDerivatives(
        spike,
        times[l],
        weights[l].map((row) => row[j]),
        ratio,
      )
      below.forEach((_, i) => {
        gradient[l][i][j] = errors[j] * d.weights[i]
        below[i] += errors[j] * d.times[i]
      })
    })
    errors = below
  }
  return { times, gradient, inputErrors: errors }
}

/** Greatest distance of two lists; 0 where nothing is wanted. */
const farthest = (actual: ArrayLike<number>, wanted: readonly number[] = []): number =>
  wanted.reduce((most, value, i) => Math.max(most, Math.abs(actual[i] - value)), 0)

const cases = RATIOS.flatMap((ratio) => WORKED_CASES.map((worked) => ({ ratio, ...worked, ...worked.expected[ratio] })))

describe.each(cases)(
  'the kernel on worked case $name, tauMem = $ratio tauSyn',
  ({ ratio, times, weights, ...expected }) => {
    it('has the spike time and derivatives of the specification', () => {
      const kernel = kernelWith([weights.map((w) => [w])], ratio)
      const [time] = kernel.forward(times)
      if (expected.time === Number.POSITIVE_INFINITY) expect(time).toBe(expected.time)
      else expect(Math.abs(time / expected.time - 1)).toBeLessThan(1e-10)
      kernel.backward([1])
      expect(farthest(gradientOf(kernel, [weights.map((w) => [w])])[0].flat(), expected.byWeight)).toBeLessThan(1e-9)
      expect(farthest(kernel.inputErrors(0), expected.byTime)).toBeLessThan(1e-9)
      kernel.dispose()
    })
  },
)

describe.each(RATIOS)('the kernel, tauMem = %i tauSyn', (ratio) => {
  it('runs and differentiates the network of the specification to 1e-8', () => {
    const { sample, label, weights } = WORKED_NETWORK
    const expected = WORKED_NETWORK.expected[ratio]
    const kernel = kernelWith(weights, ratio)
    const outputs = kernel.forward(sample)
    const errors = new Float64Array(2)
    const near = (actual: ArrayLike<number>, wanted: readonly number[]) => {
      expect(farthest(actual, wanted)).toBeLessThan(1e-8)
    }
    near(kernel.times(0), expected.hidden)
    near(outputs, expected.outputs)
    near([firstSpikeLoss(TTFS, outputs, label, errors)], [expected.loss])
    near(errors, expected.errors)
    kernel.backward(errors)
    gradientOf(kernel, weights).forEach((layer, l) => {
      near(layer.flat(), expected.gradient[l].flat())
    })
    kernel.dispose()
  })

  it('equals its twin on random networks, silent and simultaneous inputs among them', () => {
    const widths = [23, 18, 9, 5]
    for (let seed = 0; seed < 20; seed++) {
      const weights = randomWeights(widths, seed, 0.25, 0.6)
      const k = key(seed, 'sample')
      const sample = Array.from({ length: 23 }, (_, i) => {
        const u = uniform(k, i)
        if (u < 0.1) return Number.POSITIVE_INFINITY
        return u < 0.4 ? 2 : 3 * uniform(k, 100 + i)
      })
      const errorsOf = (outputs: number[]) =>
        Float64Array.from(outputs, (t, i) => (t === Number.POSITIVE_INFINITY ? 0 : i - 1.7))
      const kernel = kernelWith(weights, ratio)
      kernel.forward(sample)
      const expected = twin(weights, sample, ratio, errorsOf)
      for (const [l, layer] of expected.times.slice(1).entries()) {
        const finite = (t: number) => (t === Number.POSITIVE_INFINITY ? -1 : t)
        expect(farthest(kernel.times(l).map(finite), layer.map(finite))).toBeLessThan(1e-9)
      }
      kernel.backward(errorsOf(expected.times[3]))
      const relative = (actual: ArrayLike<number>, wanted: readonly number[]) =>
        wanted.reduce((most, w, i) => Math.max(most, Math.abs(actual[i] - w) / Math.max(1, Math.abs(w))), 0)
      gradientOf(kernel, weights).forEach((layer, l) => {
        expect(relative(layer.flat(), expected.gradient[l].flat())).toBeLessThan(1e-7)
      })
      expect(relative(kernel.inputErrors(0), expected.inputErrors)).toBeLessThan(1e-7)
      kernel.dispose()
    }
  })

  it('has finite derivatives where a neuron only touches the threshold', () => {
    const touching = ratio === 1 ? Math.E : 2
    for (let n = 0; n < 100; n++) {
      const kernel = kernelWith([[[3.5]], [[touching]]], ratio)
      kernel.forward([n / 64])
      kernel.backward([0.01])
      for (const value of [kernel.gradient(0)[0], kernel.gradient(1)[0], kernel.inputErrors(0)[0]])
        expect(Number.isFinite(value)).toBe(true)
      kernel.dispose()
    }
  })

  it('leaves out spikes after the horizon, of inputs and neurons alike', () => {
    const weights = [[[3.5], [0]]]
    const late = kernelWith(weights, ratio, { ...open, horizon: 0.3 })
    expect(late.forward([0, 0.2])[0]).toBe(Number.POSITIVE_INFINITY)
    expect(late.forward([0.31, 0])[0]).toBe(Number.POSITIVE_INFINITY)
    late.dispose()
  })

  it('cuts the weight gradient of a neuron whose greatest part is above the limit, and not its time gradient', () => {
    const weights = randomWeights([40, 12, 3], 5, 0.6, 0.4)
    const sample = Array.from({ length: 40 }, (_, i) => 2 * uniform(key(1, 'cut'), i))
    const errors = (outputs: ArrayLike<number>) =>
      Array.from(outputs, (t) => (t === Number.POSITIVE_INFINITY ? 0 : 0.3))
    const whole = kernelWith(weights, ratio)
    whole.backward(errors(whole.forward(sample)))
    const columns = gradientOf(whole, weights).map((layer) => layer[0].map((_, j) => layer.map((row) => row[j])))
    const greatest = columns.flat().map((column) => Math.max(...column.map(Math.abs)))
    const limit = 0.5 * Math.max(...greatest)
    const cut = kernelWith(weights, ratio, { ...open, gradientCut: limit })
    cut.backward(errors(cut.forward(sample)))
    const kept = gradientOf(cut, weights).map((layer) => layer[0].map((_, j) => layer.map((row) => row[j])))
    expect(greatest.filter((most) => most > limit).length).toBeGreaterThan(0)
    expect(kept.flat()).toEqual(columns.flat().map((column, c) => (greatest[c] > limit ? column.map(() => 0) : column)))
    expect(cut.inputErrors(0)).toEqual(whole.inputErrors(0))
    whole.dispose()
    cut.dispose()
  })
})
