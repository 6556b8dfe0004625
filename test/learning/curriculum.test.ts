import { describe, expect, it } from 'vitest'
import { checkCurriculum, curriculumSchema, curriculumStage } from '../../src/learning/curriculum.js'
import { UsageError } from '../../src/usage-error.js'

const gap = curriculumSchema.parse({ setting: 'gap', from: 2, over: 0.5, stages: 2 })

describe('curriculumStage', () => {
  it('goes from the start to the full difficulty in stages', () => {
    const gaps = [0, 0.24, 0.25, 0.49, 0.5, 1].map((progress) => curriculumStage(gap, { gap: 6 }, progress))
    expect(gaps).toEqual([2, 2, 4, 4, 6, 6].map((value) => ({ gap: value })))
  })

  it('rounds between whole numbers and nowhere else', () => {
    expect(curriculumStage(gap, { gap: 5 }, 0.25)).toEqual({ gap: 4 })
    expect(curriculumStage({ ...gap, from: 2.5 }, { gap: 5 }, 0.25)).toEqual({ gap: 3.75 })
  })

  it('is over at once when it has no length', () => {
    expect(curriculumStage({ ...gap, over: 0 }, { gap: 6 }, 0)).toEqual({ gap: 6 })
  })

  it('replaces nothing where there is none', () => {
    expect(curriculumStage(undefined, { gap: 6 }, 0)).toEqual({})
  })
})

describe('checkCurriculum', () => {
  it('refuses a setting the data does not have, and names those it has', () => {
    expect(() => checkCurriculum(gap, { gap: 6 }, 'here')).not.toThrow()
    expect(() => checkCurriculum(undefined, {}, 'here')).not.toThrow()
    expect(() => checkCurriculum(gap, { delay: 6, p: 1 }, 'here')).toThrow(UsageError)
    expect(() => checkCurriculum(gap, { delay: 6, p: 1 }, 'here')).toThrow(
      'here.setting must be a numeric setting of the data (delay, p), but got "gap"',
    )
    expect(() => checkCurriculum(gap, {}, 'here')).toThrow('(none)')
  })
})
