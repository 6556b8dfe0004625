import { describe, expect, it } from 'vitest'
import { parseStudy, studyDocument, studyHash } from '../../src/search/study.js'
import { studyDifferences } from '../../src/search/study-differences.js'
import { budgetUses, spentBudget } from '../../src/store/budget.js'
import { UsageError } from '../../src/usage-error.js'
import { tinyDocument, tinyStudy } from './tiny-study.js'

const USED = { candidates: 3, evaluations: 7, epochs: 50, sampleSteps: 9000, wallSeconds: 90, cpuSeconds: 170 }

const withBudget = (budget: object, limits?: object) =>
  parseStudy({ ...tinyDocument({ ...(limits && { limits }) }), budget }, 'tiny.yaml')

describe('a budget', () => {
  it('is spent when as much is used, times in seconds', () => {
    expect(spentBudget({ evaluations: 8, epochs: 51 }, USED)).toBeUndefined()
    expect(spentBudget({ evaluations: 7 }, USED)).toEqual({ budget: 'evaluations', used: 7, limit: 7 })
    expect(spentBudget({ wallTime: '1m31s', cpuTime: '2m' }, USED)).toEqual({
      budget: 'cpuTime',
      used: 170,
      limit: 120,
    })
    expect(spentBudget({}, USED)).toBeUndefined()
  })

  it('tells how much of it is used, of each that is set', () => {
    const budget = { candidates: 4, sampleSteps: 1e6, wallTime: '2m' }
    expect(budgetUses(budget, USED)).toEqual([
      { budget: 'candidates', used: 3, limit: 4 },
      { budget: 'sampleSteps', used: 9000, limit: 1e6 },
      { budget: 'wallTime', used: 90, limit: 120 },
    ])
  })
})

describe('budget in a study', () => {
  it('is part of the question where it is counted, and not where the clock or the processor is', () => {
    const hash = (budget: object) => studyHash(withBudget(budget), null)
    const without = studyHash(tinyStudy(), null)
    expect(hash({})).toBe(without)
    expect(hash({ wallTime: '2h', cpuTime: '4h' })).toBe(without)
    for (const budget of [{ candidates: 9 }, { evaluations: 9 }, { epochs: 9 }, { sampleSteps: 9 }]) {
      expect(hash(budget)).not.toBe(without)
      expect(hash({ ...budget, wallTime: '1h' })).toBe(hash(budget))
    }
    expect(studyDifferences(withBudget({ cpuTime: '1h' }), withBudget({ cpuTime: '2h' }))).toEqual([])
  })

  it('survives being written and read', () => {
    const study = withBudget({ evaluations: 9, wallTime: '90m' })
    expect(parseStudy(studyDocument(study), 'again')).toEqual(study)
    expect(tinyStudy()).not.toHaveProperty('budget')
  })

  it('has failures as another name of limits.failures', () => {
    expect(withBudget({ failures: 5 }).limits.failures).toBe(5)
    expect(withBudget({ failures: 5 })).toEqual(tinyStudy({ limits: { failures: 5 } }))
    expect(withBudget({ failures: 5 }, { failures: 5 }).limits.failures).toBe(5)
    const both = () => withBudget({ failures: 5 }, { failures: 6 })
    expect(both).toThrow('tiny.yaml.budget.failures: must be limits.failures (6) or left out, but got 5')
    expect(both).toThrow(UsageError)
  })

  it.each([
    [{ wallTime: '2 hours' }, 'budget.wallTime: must be a duration above 0 such as 30s, 10m or 2h, but got "2 hours"'],
    [{ cpuTime: '0s' }, 'budget.cpuTime: must be a duration above 0 such as 30s, 10m or 2h, but got "0s"'],
    [{ evaluations: 0 }, 'budget.evaluations: must be above 0, but got 0'],
    [{ candidates: 1.5 }, 'budget.candidates: must be a whole number, but got 1.5'],
    [{ evaluation: 3 }, 'budget: unknown key "evaluation"'],
  ])('refuses %j', (budget, message) => {
    expect(() => withBudget(budget)).toThrow(message)
  })
})
