import { describe, expect, it } from 'vitest'
import type { LossSettings } from '../../src/learning/gradient-recipe.js'
import { predictedClass, sampleLoss } from '../../src/learning/loss.js'
import { numericalGradient, relativeError } from '../finite-differences.js'

/** Losses compute in float64 whatever the arrays are, so that finite differences can check them. */
const asSingle = (array: Float64Array) => array as unknown as Float32Array

function lossOf(settings: LossSettings, outputs: Float64Array, label: number, steps = 20) {
  const gradient = new Float64Array(outputs.length)
  const loss = sampleLoss(settings, asSingle(outputs), label, steps, asSingle(gradient))
  return { loss, gradient }
}

const CROSS_ENTROPY: LossSettings = { kind: 'cross-entropy', scale: 0.2 }
const COUNT: LossSettings = { kind: 'count', desired: 15, undesired: 3 }

describe('loss gradients equal finite differences', () => {
  it.each([CROSS_ENTROPY, COUNT])('$kind', (settings) => {
    for (const values of [
      [3.5, -2, 7.25, 0.5],
      [16, 2, 4, 9],
      [2, 20, 1, 3.5],
    ]) {
      const outputs = Float64Array.from(values)
      for (let label = 0; label < 4; label++) {
        const numerical = numericalGradient(() => lossOf(settings, outputs, label).loss, outputs, 1e-3)
        expect(relativeError(lossOf(settings, outputs, label).gradient, numerical)).toBeLessThan(1e-8)
      }
    }
  })
})

describe('cross entropy', () => {
  it('is -ln softmax(scale x outputs)[label]', () => {
    const { loss, gradient } = lossOf(CROSS_ENTROPY, Float64Array.of(10, 5, 0), 1)
    const sum = Math.exp(2) + Math.exp(1) + 1
    expect(loss).toBeCloseTo(Math.log(sum) - 1, 13)
    expect(gradient[0]).toBeCloseTo((0.2 * Math.exp(2)) / sum, 13)
    expect(gradient[1]).toBeCloseTo(0.2 * (Math.exp(1) / sum - 1), 13)
  })

  it('stays finite for outputs far apart', () => {
    const { loss, gradient } = lossOf(CROSS_ENTROPY, Float64Array.of(1e6, -1e6), 1)
    expect(loss).toBeCloseTo(4e5, 6)
    expect(Array.from(gradient)).toEqual([0.2, -0.2])
  })

  it('of equal outputs is ln of the number of classes', () => {
    expect(lossOf(CROSS_ENTROPY, new Float64Array(10), 3).loss).toBeCloseTo(Math.log(10), 13)
  })
})

describe('count loss', () => {
  it('is T/2 sum d^2 with d = (count - wanted) / T', () => {
    const { loss, gradient } = lossOf(COUNT, Float64Array.of(10, 7, 3), 0, 20)
    // Label: (10 - 15) / 20; others (7 - 3) / 20 and 0.
    expect(Array.from(gradient)).toEqual([-0.25, 0.2, 0])
    expect(loss).toBeCloseTo(10 * (0.0625 + 0.04), 13)
  })

  it('asks nothing of a right class above and a wrong class below its count', () => {
    const { loss, gradient } = lossOf(COUNT, Float64Array.of(40, 1, 0), 0)
    expect(loss).toBe(0)
    expect(Array.from(gradient).every((g) => g === 0)).toBe(true)
  })
})

describe('predictedClass', () => {
  it('is the largest output, the lowest class on a tie', () => {
    expect(predictedClass(Float32Array.of(1, 3, 2))).toBe(1)
    expect(predictedClass(Float32Array.of(0, 0, 0))).toBe(0)
    expect(predictedClass(Float32Array.of(-2, -1, -1))).toBe(1)
  })
})
