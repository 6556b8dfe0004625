import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  classOf,
  decide,
  type FirstSpikeLoss,
  firstSpikeLoss,
  firstSpikeLossSchema,
  MISSING_LOSS,
} from '../../../src/learning/first-spike/first-spike-loss.js'

const NEVER = Number.POSITIVE_INFINITY
const losses = (['first-spike', 'target', 'gap'] as const).map((kind) => firstSpikeLossSchema.parse({ kind }))
const lossOf = (loss: FirstSpikeLoss, outputs: readonly number[], label: number) =>
  firstSpikeLoss(loss, outputs, label, new Float64Array(outputs.length))

describe.each(losses)('the loss $kind', (loss) => {
  it('has the gradient of its central differences', () => {
    const outputs = [0.7, 0.55, 1.3, 0.6]
    const errors = new Float64Array(4)
    firstSpikeLoss(loss, outputs, 2, errors)
    outputs.forEach((_, k) => {
      const at = (h: number) =>
        lossOf(
          loss,
          outputs.map((o, i) => (i === k ? o + h : o)),
          2,
        )
      expect(errors[k]).toBeCloseTo((at(1e-6) - at(-1e-6)) / 2e-6, 6)
    })
  })

  it('sends nothing to silent outputs', () => {
    const errors = new Float64Array(3)
    expect(Number.isFinite(firstSpikeLoss(loss, [0.5, NEVER, 0.8], 0, errors))).toBe(true)
    expect(errors[1]).toBeCloseTo(0, 15)
  })

  it('is large, and flat for the right output, where that is silent', () => {
    const errors = new Float64Array(3)
    expect(firstSpikeLoss(loss, [0.5, NEVER, 0.8], 1, errors)).toBeGreaterThanOrEqual(MISSING_LOSS)
    expect(errors[1]).toBe(0)
  })
})

describe('a shift of all outputs', () => {
  it('changes the gap loss in nothing, and the first-spike loss by its early-spike term alone', () => {
    const outputs = [0.7, 0.55, 1.3]
    const later = outputs.map((o) => o + 0.25)
    const gap = { kind: 'gap', gap: 0.2 } as const
    const ttfs = { kind: 'first-spike', xi: 0.2, alpha: 0, beta: 1 } as const
    expect(lossOf(gap, later, 1)).toBeCloseTo(lossOf(gap, outputs, 1), 12)
    expect(lossOf(ttfs, later, 1)).toBeCloseTo(lossOf(ttfs, outputs, 1), 12)
    expect(lossOf({ ...ttfs, alpha: 0.005 }, later, 1)).toBeGreaterThan(lossOf({ ...ttfs, alpha: 0.005 }, outputs, 1))
  })
})

describe('the decision', () => {
  it('is the first output, and none where all are silent', () => {
    expect(decide([0.9, 0.4, NEVER])).toBe(1)
    expect(decide([NEVER, NEVER])).toBe(-1)
  })

  it('is the output nearest to the right target with the loss of targets', () => {
    expect(classOf({ kind: 'target', right: 1.5, wrong: 2 }, [0.2, 1.6, 2.1])).toBe(1)
  })
})

it('a loss that does not exist is refused', () => {
  expect(() => firstSpikeLossSchema.parse({ kind: 'count' })).toThrow(z.ZodError)
})
