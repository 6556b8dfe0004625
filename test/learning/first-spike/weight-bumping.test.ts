import { describe, expect, it } from 'vitest'
import { firstSpikeRecipeSchema } from '../../../src/learning/first-spike/first-spike-recipe.js'
import { NO_BUMP, nextBump } from '../../../src/learning/first-spike/weight-bumping.js'

const { bump } = firstSpikeRecipeSchema.parse({ rule: 'first-spike' })

describe('weight bumping', () => {
  it('bumps the lowest layer that is too silent, and no other', () => {
    expect(nextBump(NO_BUMP, [0.1, 0.4, 0.9], bump)).toEqual({ layer: 1, amount: 5e-4 })
  })

  it('leaves a network alone whose layers spike enough', () => {
    expect(nextBump({ layer: 0, amount: 1 }, [0.15, 0.15, 0.05], bump)).toEqual(NO_BUMP)
  })

  it('has a limit of its own for the outputs', () => {
    expect(nextBump(NO_BUMP, [0.1, 0.1, 0.1], bump).layer).toBe(2)
  })

  it('doubles while the same layer is deficient, and starts anew for another or after a pause', () => {
    const first = nextBump(NO_BUMP, [0.5, 0, 0], bump)
    const second = nextBump(first, [0.5, 0, 0], bump)
    const third = nextBump(second, [0.5, 0, 0], bump)
    expect([first, second, third].map(({ amount }) => amount)).toEqual([5e-4, 1e-3, 2e-3])
    expect(nextBump(third, [0, 0.5, 0], bump)).toEqual({ layer: 1, amount: 5e-4 })
    expect(nextBump(nextBump(third, [0, 0, 0], bump), [0.5, 0, 0], bump).amount).toBe(5e-4)
  })

  it('stays the same size where it is told not to double', () => {
    const settings = { ...bump, doubles: false }
    expect(nextBump(nextBump(NO_BUMP, [0.5, 0, 0], settings), [0.5, 0, 0], settings).amount).toBe(5e-4)
  })
})
