import { describe, expect, it } from 'vitest'
import type { FirstSpikeLoss } from '../../../src/learning/first-spike/first-spike-loss.js'
import { FirstSpikePredictor } from '../../../src/learning/first-spike/first-spike-predictor.js'
import type { FirstSpikeRunner } from '../../../src/learning/first-spike/runner.js'

/** Outputs are the inputs: what is read and what is said of it is seen alone. */
function predictorOf(loss: FirstSpikeLoss) {
  const runner: Pick<FirstSpikeRunner, 'forward' | 'dispose'> = {
    forward: (sample) => Float64Array.from(sample),
    dispose: () => undefined,
  }
  return new FirstSpikePredictor({ inputs: 3, stepsPerUnit: 100 }, { loss }, runner)
}

/** [channel] steps of events. */
const sampleOf = (...events: readonly (readonly [step: number, channel: number])[]) => ({
  steps: 500,
  step: Uint16Array.from(events, ([step]) => step),
  channel: Uint16Array.from(events, ([, channel]) => channel),
})

const TTFS = { kind: 'first-spike', xi: 0.2, alpha: 0, beta: 1 } as const

describe('a first-spike network that labels samples', () => {
  it('takes the first event of a channel, in units of tauSyn; scores are the softmax that was trained', () => {
    const { label, scores } = predictorOf(TTFS).predict(sampleOf([100, 1], [110, 0], [300, 1]))
    expect(label).toBe(1)
    const late = Math.exp(-0.1 / 0.2)
    expect(scores[0]).toBeCloseTo(late / (1 + late), 12)
    expect(scores[1]).toBeCloseTo(1 / (1 + late), 12)
    expect(scores[2]).toBe(0)
  })

  it('means the output nearest to the right time where the loss is one of targets', () => {
    const { label, scores } = predictorOf({ kind: 'target', right: 1.5, wrong: 2 }).predict(sampleOf([50, 0], [140, 2]))
    expect(label).toBe(2)
    expect(scores.indexOf(Math.max(...scores))).toBe(2)
  })

  it('says nothing where no output spikes', () => {
    const { label, scores } = predictorOf(TTFS).predict(sampleOf())
    expect(label).toBe(null)
    expect([...scores]).toEqual([1 / 3, 1 / 3, 1 / 3])
  })
})
