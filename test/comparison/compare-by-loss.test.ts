import { describe, expect, it } from 'vitest'
import { comparisonText } from '../../src/cli/comparison-text.js'
import type { ComparisonResult } from '../../src/comparison/comparison-result.js'
import { joinComparisons } from '../../src/comparison/join-comparisons.js'
import { planComparison } from '../../src/comparison/plan-comparison.js'
import { key, uniform } from '../../src/kernel/numerics/random.js'
import { armOf, foundRun, handmade, type Outcomes, planOf, requestOf, resultOf } from './given.js'

const LOSS = { metric: 'loss' } as const
const searches = (count: number, study = {}) => Array.from({ length: count }, (_, i) => foundRun(i + 1, {}, study))
const arms = (count: number, study = {}) => [armOf('discovered', ...searches(count, study)), handmade('ring')]
const declared = { a: 'discovered', b: 'ring', declared: 'on the command line' } as const
const plan = planOf(arms(6, LOSS), { primary: declared })

describe('a comparison of a study that is judged by its loss', () => {
  it('says in all words that less is better', () => {
    const result = resultOf(plan, ({ arm, block, replicate }) => {
      return 2 + 0.02 * block + 0.01 * replicate - (arm === 'discovered' ? 0.5 + 0.002 * block : 0)
    })
    expect(result.metric).toEqual({ name: 'loss', better: 'lower', chance: null })
    expect(result.answer).toMatch(
      /^discovered has a loss of 1\.55 \(less is better\) on the test split, ring 2\.055: a difference of -0\.505 \(95 % interval -0\.5077 to -0\.5023; exact paired test over 6 independent searches or folds: p = 0\.031\)\. So discovered is better than ring here\.$/,
    )
    expect(result.primary).toMatchObject({ verdict: 'lower', units: { higher: 0, lower: 6, equal: 0 } })
    const text = comparisonText(result)
    expect(text).toContain('less is better')
    expect(text).not.toMatch(/%(?! interval)|points/)
    expect(text).toMatch(/^ {2}ring {2,}-0\.505 {2}-0\.5077 to -0\.5023 \*/m)
  })

  it('names the other arm where that has the smaller loss', () => {
    const { answer } = resultOf(plan, ({ arm, block }) => (arm === 'discovered' ? 7 : 5) + 0.01 * block)
    expect(answer).toMatch(/So ring is better than discovered here\.$/)
  })

  it('does not take what rounds to nothing for a difference, however small losses are', () => {
    const { answer, primary } = resultOf(plan, ({ arm, block }) => 1e-4 * (arm === 'discovered' ? 1 : 2) + 1e-6 * block)
    expect(primary?.verdict).toBe('lower')
    expect(answer).toContain('a difference of -1.0e-4')
  })

  it('shows what a comparison of the same numbers by accuracy shows, for the other arm', () => {
    const byAccuracy = planOf(arms(6), { primary: declared })
    for (let n = 0; n < 8; n++) {
      const lead = 0.1 * (uniform(key(n, 'lead'), 0) - 0.5)
      const outcomes: Outcomes = ({ arm, block, replicate }) =>
        0.5 + 0.1 * (uniform(key(n, arm, block), replicate) - 0.5) + (arm === 'ring' ? lead : 0)
      const [accuracy, loss] = [resultOf(byAccuracy, outcomes), resultOf(plan, outcomes)]
      // Three digits of a percentage and four of a loss: words may differ where a bound rounds to 0.
      const nearZero = [accuracy.primary?.difference.low, accuracy.primary?.difference.high].some(
        (bound = 0) => Math.abs(bound) < 6e-4,
      )
      if (nearZero) continue
      expect(loss.primary).toEqual(accuracy.primary)
      expect(betterArm(loss)).toBe({ discovered: 'ring', ring: 'discovered', neither: 'neither' }[betterArm(accuracy)])
    }
  })

  it('chooses the handmade arm with the smallest loss on selection data', () => {
    const more = planOf([...arms(2, LOSS), handmade('dense-ei')])
    const means = [0, 1].flatMap((block) => [
      { arm: 'ring', block, mean: 3, n: 2 },
      { arm: 'dense-ei', block, mean: 2, n: 2 },
    ])
    const result = resultOf(more, () => 1, means)
    expect(result.choice?.groups[0].chosen).toBe('dense-ei')
    expect(comparisonText(result)).toContain('dense-ei (dense-ei 2, ring 3)')
  })

  it('counts a failed training as the worst of all, beside the mean without it', () => {
    const result = resultOf(plan, ({ arm, block }) => {
      if (arm === 'ring' && block === 0) return undefined
      return arm === 'discovered' && block === 3 ? 9 : 2
    })
    expect(result.arms[1]).toMatchObject({ failures: 2, withoutFailures: { n: 10, mean: 2 } })
    expect(result.arms[1].summary.mean).toBeCloseTo((2 * 9 + 10 * 2) / 12, 12)
    expect(result.notes).toContain(
      'Failed trainings count as the worst of all that were scored (loss 9): 2 of 12 of ring.',
    )
  })

  it('is none where every training failed', () => {
    expect(() => resultOf(plan, () => undefined)).toThrow('no training of the comparison was scored')
  })

  it('gives the shares of trainings at or below thresholds', () => {
    const { arms: compared } = resultOf({ ...plan, success: [0.5, 2] }, ({ block }) => [0.1, 0.5, 1, 2, 3, 4][block])
    expect(compared[0].success).toEqual([
      { atMost: 0.5, rate: 2 / 6 },
      { atMost: 2, rate: 4 / 6 },
    ])
    expect(() => planComparison(requestOf(arms(1), { success: [2] }))).toThrow(
      '--success must be accuracies above 0 and up to 1 such as 0.75,0.95, but got 2',
    )
  })

  it('counts failures anew where parts are joined', () => {
    const worst = [3, 8]
    const part = (n: number): ComparisonResult =>
      resultOf(planOf(arms(2, LOSS), { primary: declared }), ({ arm, block, replicate }) => {
        if (n === 0 && arm === 'ring' && block === 0 && replicate === 0) return undefined
        return arm === 'discovered' && replicate === 0 ? worst[n] : 1
      })
    const joined = joinComparisons([part(0), part(1)], 'joined')
    expect(joined.arms[1].trials.filter(({ state }) => state !== 'scored').map(({ value }) => value)).toEqual([8])
    expect(joined.arms[1].summary.mean).toBeCloseTo((8 + 7) / 8, 12)
  })
})

const betterArm = ({ answer }: ComparisonResult): 'discovered' | 'ring' | 'neither' =>
  answer.includes('So discovered is better') ? 'discovered' : answer.includes('So ring is better') ? 'ring' : 'neither'
