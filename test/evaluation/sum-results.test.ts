import { describe, expect, it } from 'vitest'
import { sumActivity, sumGradients } from '../../src/evaluation/sum-results.js'
import type { ActivityResult, GradientResult } from '../../src/evaluation/work-item.js'
import { emptyActivity } from '../../src/learning/repair.js'
import { emptySums } from '../../src/learning/shard.js'

const gradientOf = (gradient: readonly number[], loss = 1): GradientResult => ({
  kind: 'gradient',
  gradient: Float32Array.from(gradient),
  sums: { ...emptySums(), loss, samples: 3 },
})
const activityOf = (rate: readonly number[]): ActivityResult => ({
  kind: 'activity',
  activity: { ...emptyActivity(2), rate: Float64Array.from(rate), samples: 2 },
  sums: emptySums(),
})

describe('sumGradients', () => {
  it('adds gradients and sums', () => {
    const { gradient, sums, finite } = sumGradients([gradientOf([1, 2]), gradientOf([0.5, -2], 4)])
    expect(Array.from(gradient)).toEqual([1.5, 0])
    expect(sums).toMatchObject({ loss: 5, samples: 6 })
    expect(finite).toBe(true)
  })

  it('rounds to single precision after every shard, in their order', () => {
    const shards = [2 ** 24, 1, 1].map((g) => gradientOf([g]))
    expect(sumGradients(shards).gradient[0]).toBe(2 ** 24)
    expect(sumGradients(shards.reverse()).gradient[0]).toBe(2 ** 24 + 2)
  })

  it.each([NaN, Infinity])('says when a gradient or the loss is not finite (%s)', (broken) => {
    expect(sumGradients([gradientOf([1, 2]), gradientOf([broken, 2])]).finite).toBe(false)
    expect(sumGradients([gradientOf([1, 2], broken)]).finite).toBe(false)
  })

  it('leaves the results alone', () => {
    const first = gradientOf([1, 2])
    sumGradients([first, gradientOf([3, 4])])
    expect(first).toEqual(gradientOf([1, 2]))
  })

  it('refuses results of another kind', () => {
    expect(() => sumGradients([activityOf([0, 0])])).toThrow(
      'gradients were asked for, but the result is of kind activity',
    )
  })
})

describe('sumActivity', () => {
  it('adds rates and samples', () => {
    const activity = sumActivity(2, [activityOf([1, 2]), activityOf([0.5, 0])])
    expect(Array.from(activity.rate)).toEqual([1.5, 2])
    expect(activity.samples).toBe(4)
  })

  it('refuses results of another kind', () => {
    expect(() => sumActivity(2, [gradientOf([1])])).toThrow(
      'activity was asked for, but the result is of kind gradient',
    )
  })
})
