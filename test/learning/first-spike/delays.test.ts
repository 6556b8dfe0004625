import { describe, expect, it } from 'vitest'
import { normal } from '../../../src/kernel/numerics/normal.js'
import { key, uniform } from '../../../src/kernel/numerics/random.js'
import { DelayedKernel } from '../../../src/learning/first-spike/delayed-kernel.js'
import type { FirstSpikeRunner } from '../../../src/learning/first-spike/runner.js'
import { SynapticDelays } from '../../../src/learning/first-spike/synaptic-delays.js'

const WIDTHS = [9, 7, 3]
const RATIOS = [1, 2] as const
const KINDS = ['axonal', 'dendritic', 'synaptic'] as const

const settingsOf = (tauRatio: 1 | 2, gradientCut = 1e9) => ({ widths: WIDTHS, tauRatio, horizon: 20, gradientCut })

function runnerOf(kind: (typeof KINDS)[number], ratio: 1 | 2): FirstSpikeRunner {
  const settings = settingsOf(ratio)
  return kind === 'synaptic' ? new SynapticDelays(settings) : new DelayedKernel(settings, kind)
}

function drawWeights(runner: FirstSpikeRunner, seed: number): void {
  for (let l = 0; l < runner.depth; l++) {
    for (let i = 0; i < WIDTHS[l]; i++) {
      for (let j = 0; j < WIDTHS[l + 1]; j++) {
        runner.weights(l)[runner.weightIndex(l, i, j)] = 0.9 + 0.7 * normal(key(seed, 'weights', l), i * 100 + j)
      }
    }
  }
}

const sampleOf = (seed: number): number[] =>
  Array.from({ length: WIDTHS[0] }, (_, i) => 2 * uniform(key(seed, 'sample'), i))

const FACTORS = [1, -0.7, 0.4]
/** Sum of factors times output spikes; not finite where one is silent. */
const mixOf = (runner: FirstSpikeRunner, sample: readonly number[]): number =>
  runner.forward(sample).reduce((sum, t, k) => sum + FACTORS[k] * t, 0)

describe.each(RATIOS)('delays, tauMem = %i tauSyn', (ratio) => {
  it.each(KINDS)('that are %s have the gradient of their central differences, as weights beside them have', (kind) => {
    let compared = 0
    for (let seed = 0; seed < 6; seed++) {
      const runner = runnerOf(kind, ratio)
      drawWeights(runner, seed)
      for (let l = 0; l < 2; l++) {
        const delays = runner.delays(l)
        for (let d = 0; d < delays.length; d++) delays[d] = 0.4 * uniform(key(seed, 'delays', l), d)
      }
      const sample = sampleOf(seed)
      if (!Number.isFinite(mixOf(runner, sample))) continue
      runner.backward(FACTORS)
      for (let l = 0; l < 2; l++) {
        for (const [values, gradient] of [
          [runner.delays(l), runner.delayGradient(l).slice()],
          [runner.weights(l), runner.gradient(l).slice()],
        ]) {
          for (let d = 0; d < gradient.length; d++) {
            const middle = values[d]
            const [above, below] = [1e-6, -1e-6].map((step) => {
              values[d] = middle + step
              return mixOf(runner, sample)
            })
            values[d] = middle
            expect(Math.abs((above - below) / 2e-6 - gradient[d])).toBeLessThan(
              1e-5 * Math.max(1, Math.abs(gradient[d])),
            )
            compared++
          }
        }
      }
      runner.dispose()
    }
    expect(compared).toBeGreaterThan(100)
  })

  it('of synapses change nothing where they are 0', () => {
    for (let seed = 0; seed < 10; seed++) {
      for (const cut of [1e9, 0.1]) {
        const plain = new DelayedKernel(settingsOf(ratio, cut), 'none')
        const delayed = new SynapticDelays(settingsOf(ratio, cut))
        const results = [plain, delayed].map((runner) => {
          drawWeights(runner, seed)
          const times = runner.forward(sampleOf(seed))
          const outputs = Array.from(times)
          runner.backward(outputs.map((t, k) => (t < Number.POSITIVE_INFINITY ? FACTORS[k] : 0)))
          const gradient = [0, 1].flatMap((l) =>
            Array.from({ length: WIDTHS[l] * WIDTHS[l + 1] }, (_, s) => {
              const at = runner.weightIndex(l, Math.floor(s / WIDTHS[l + 1]), s % WIDTHS[l + 1])
              return runner.gradient(l)[at]
            }),
          )
          return { outputs, gradient }
        })
        results[1].outputs.forEach((t, k) => {
          if (t === Number.POSITIVE_INFINITY) expect(results[0].outputs[k]).toBe(t)
          else expect(results[0].outputs[k]).toBeCloseTo(t, 10)
        })
        results[1].gradient.forEach((g, s) => {
          expect(Math.abs(results[0].gradient[s] - g)).toBeLessThan(1e-8 * Math.max(1, Math.abs(g)))
        })
        plain.dispose()
      }
    }
  })
})
