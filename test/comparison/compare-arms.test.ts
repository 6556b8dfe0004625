import { describe, expect, it } from 'vitest'
import { comparisonText } from '../../src/cli/comparison-text.js'
import { joinComparisons } from '../../src/comparison/join-comparisons.js'
import { armOf, foundRun, handmade, planOf, resultOf } from './given.js'

const searches = (count: number) => Array.from({ length: count }, (_, i) => foundRun(i + 1))
const discovered = armOf('discovered', ...searches(6))
/** Replicates and blocks vary, alike for all arms. */
const level = (block: number, replicate: number) => 0.6 + 0.02 * block + 0.01 * replicate

describe('a comparison', () => {
  const plan = planOf([discovered, handmade('ring'), handmade('dense-ei')], {
    primary: { a: 'discovered', b: 'ring', declared: 'on the command line' },
  })

  it('says a difference that six searches share in all words that belong to it', () => {
    const { answer, primary } = resultOf(plan, ({ arm, block, replicate }) => {
      return level(block, replicate) + (arm === 'discovered' ? 0.1 + 0.002 * block : 0)
    })
    expect(answer).toBe(
      'discovered has 76.0 % accuracy on the test split, ring 65.5 %: a difference of +10.5 points (95 % interval +10.2 to ' +
        '+10.8; exact paired test over 6 independent searches or folds: p = 0.031). So discovered is better than ring here.',
    )
    expect(primary).toMatchObject({ verdict: 'higher', units: { higher: 6, lower: 0, equal: 0 } })
    // Of 144 pairs one is the other way round and two are equal.
    expect(primary?.cliffsDelta).toBeCloseTo(140 / 144, 12)
  })

  it('says that nothing is shown in the same words', () => {
    const { answer, primary } = resultOf(plan, ({ arm, block, replicate }) => {
      return level(block, replicate) + (arm === 'discovered' ? (block % 2 === 0 ? 0.1 : -0.1) : 0)
    })
    expect(answer).toMatch(
      /^discovered has 65\.5 % accuracy on the test split, ring 65\.5 %: a difference of 0\.0 points \(/,
    )
    expect(answer).toMatch(/p = 1\.00\)\. So it is not shown that either is better here: the interval includes zero\.$/)
    expect(primary?.verdict).toBe('undecided')
  })

  it('names the other arm as better where it is', () => {
    const { answer } = resultOf(plan, ({ arm, block }) => (arm === 'discovered' ? 0.5 : 0.7) + 0.01 * block)
    expect(answer).toMatch(/So ring is better than discovered here\.$/)
  })

  it('is not decided by an interval alone where the test could have reached 0.05 and did not', () => {
    const { primary, answer } = resultOf(plan, ({ arm, block }) => {
      return 0.5 + (arm === 'discovered' ? [0.2, 0.2, 0.2, 0.2, 0.2, -0.01][block] : 0)
    })
    expect(primary?.difference.low).toBeGreaterThan(0)
    expect(primary?.permutation.p).toBe(0.0625)
    expect(answer).toContain('the interval excludes zero, but the test does not reach 0.05 (p = 0.063)')
  })

  describe('with fewer searches than the test needs', () => {
    const of = (count: number, gain: readonly number[]) => {
      const few = planOf([armOf('discovered', ...searches(count)), handmade('ring')], { primary: plan.primary })
      return resultOf(few, ({ arm, block }) => 0.5 + (arm === 'discovered' ? gain[block] : 0))
    }

    it('five that agree are enough, and the note says that p cannot reach 0.05', () => {
      const { primary, notes } = of(5, [0.2, 0.2, 0.2, 0.2, 0.1])
      expect(primary?.verdict).toBe('higher')
      expect(notes.join(' ')).toContain('with 5 searches or folds that differ the least p is 0.063 (6 are needed)')
    })

    it('five that do not agree show nothing, whatever the interval is', () => {
      const { primary, answer } = of(5, [0.2, 0.2, 0.2, 0.2, -0.001])
      expect(primary?.difference.low).toBeGreaterThan(0)
      expect(primary?.verdict).toBe('undecided')
      expect(answer).toContain('the interval excludes zero, but not all pairs speak for the same arm.')
    })

    it.each([[[0.2, 0.2, 0.2, 0.2]], [[0.2, 0.2]]])('fewer than five show nothing: %j', (gain) => {
      const { primary, answer, notes } = of(gain.length, gain)
      expect(primary?.verdict).toBe('undecided')
      expect(answer).toContain('that takes 5 pairs that differ.')
      expect(notes.join(' ')).toContain('below 5 nothing is decided')
    })
  })

  it('stars a secondary contrast that Holm cannot reach only where its own test passes', () => {
    const more = planOf([discovered, handmade('ring'), handmade('dense-ei'), handmade('all-excitatory')], {
      primary: plan.primary,
    })
    const { secondary } = resultOf(more, ({ arm, block }) => {
      const gain = { discovered: 0.3, 'dense-ei': block === 0 ? 0.31 : 0.1 }[arm] ?? 0.1
      return gain + 0.4
    })
    expect(secondary.map(({ b, permutation, verdict }) => [b, permutation.p, verdict])).toEqual([
      ['dense-ei', 0.0625, 'undecided'],
      ['all-excitatory', 0.03125, 'higher'],
    ])
    expect(secondary[0].difference.low).toBeGreaterThan(0)
  })

  it('adjusts the secondary contrasts together and says that six searches cannot reach 0.05 so', () => {
    const more = planOf([discovered, handmade('ring'), handmade('dense-ei'), handmade('all-excitatory')], {
      primary: plan.primary,
    })
    const { secondary, notes } = resultOf(more, ({ arm }) => (arm === 'discovered' ? 0.8 : 0.6))
    expect(secondary.map(({ b, adjusted }) => [b, adjusted])).toEqual([
      ['dense-ei', 0.0625],
      ['all-excitatory', 0.0625],
    ])
    expect(notes.join(' ')).toContain('no exact test can reach 0.05 here (least p 0.06)')
  })

  it('counts a failed training as chance, beside the mean without it', () => {
    const { arms, notes } = resultOf(plan, ({ arm, block }) => (arm === 'ring' && block === 0 ? undefined : 0.8))
    expect(arms[1]).toMatchObject({ failures: 2, summary: { n: 12 }, withoutFailures: { n: 10, mean: 0.8 } })
    expect(arms[1].summary.mean).toBeCloseTo((2 * 0.5 + 10 * 0.8) / 12, 12)
    expect(notes).toContain('Failed trainings count as chance (50.0 %): 2 of 12 of ring.')
  })

  it('gives the shares of successes that are asked for', () => {
    const asked = { ...plan, success: [0.75, 0.95] }
    const { arms } = resultOf(asked, ({ block }) => [0.5, 0.5, 0.75, 0.8, 0.96, 1][block])
    expect(arms[0].success).toEqual([
      { atLeast: 0.75, rate: 4 / 6 },
      { atLeast: 0.95, rate: 2 / 6 },
    ])
  })

  it('pairs replicates where there is one block, and says what that is about', () => {
    const alone = planOf([armOf('discovered', foundRun(1)), handmade('ring')], { replicates: 5 })
    const { unit, primary, notes } = resultOf(
      alone,
      ({ arm, replicate }) => 0.5 + 0.1 * replicate + (arm === 'ring' ? 0 : 0.02),
    )
    expect(unit).toBe('replicate')
    expect(primary?.differences).toHaveLength(5)
    expect(notes.join(' ')).toContain('not about the way they were found')
    expect(notes.join(' ')).toContain(
      'cannot reach 0.05 here: with 5 replicates that differ the least p is 0.063 (6 are needed)',
    )
  })

  it('decides nothing by one pair, whose interval is a point', () => {
    const alone = planOf([armOf('discovered', foundRun(1)), handmade('ring'), handmade('dense-ei')], {
      replicates: 1,
      primary: plan.primary,
    })
    const { answer, primary, secondary } = resultOf(alone, ({ arm }) => (arm === 'discovered' ? 0.9 : 0.5))
    expect([primary, ...secondary].map((contrast) => contrast?.verdict)).toEqual(['undecided', 'undecided'])
    expect(answer).toMatch(
      /exact paired test over 1 pair: p = 1\.00\)\. So it is not shown that either is better here: one pair says nothing of how pairs vary\.$/,
    )
  })

  it('draws the test files where trainings say which of them were right', () => {
    const files = resultOf(plan, ({ arm, block }) => (arm === 'discovered' ? '8:fe' : block % 2 ? '8:f0' : '8:f8'))
    expect(files.arms[0].summary.mean).toBeCloseTo(7 / 8, 12)
    expect(files.primary?.difference.levels).toEqual(['block', 'replicate', 'item'])
    const same = resultOf(plan, ({ arm, block }) => (arm === 'discovered' ? 7 / 8 : block % 2 ? 4 / 8 : 5 / 8))
    const width = (result: typeof same) =>
      result.primary ? result.primary.difference.high - result.primary.difference.low : 0
    expect(width(files)).toBeGreaterThan(1.5 * width(same))
  })

  it.each([[[]], [[0.5]], [[0.5, 0.55, 0.6, 0.65, 0.75, 0.85, 0.95]]])(
    'fits 80 columns whatever its arms are called, and with success at %j',
    (success) => {
      const arms = [
        discovered,
        armOf('a-name-that-is-much-longer-than-a-table-has-room', foundRun(9)),
        handmade('ring'),
      ]
      const long = planOf(arms, { success })
      const text = comparisonText(resultOf(long, ({ arm, block }) => (arm === 'ring' ? undefined : block / 5)))
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
      for (const threshold of success) expect(text).toContain(`≥ ${threshold}`)
    },
  )
})

describe('the handmade arm chosen on selection data', () => {
  const arms = [discovered, handmade('ring'), handmade('dense-ei')]
  const plan = planOf(arms)
  const means = (best: (block: number) => string) =>
    plan.blocks.flatMap((_, block) =>
      ['ring', 'dense-ei'].map((arm) => ({ arm, block, n: 1, mean: arm === best(block) ? 0.9 : 0.7 })),
    )

  it('is one where all blocks have the same data', () => {
    const {
      primary,
      choice,
      arms: all,
    } = resultOf(
      plan,
      () => 0.7,
      means((block) => (block < 2 ? 'ring' : 'dense-ei')),
    )
    expect(primary).toMatchObject({ a: 'discovered', b: 'dense-ei', declared: 'by default' })
    expect(choice?.groups).toHaveLength(1)
    expect(all.map(({ name }) => name)).toEqual(['discovered', 'ring', 'dense-ei'])
  })

  it('is chosen by every fold for itself, and is then an arm of its own', () => {
    const folds = {
      ...plan,
      blocks: plan.blocks.map((b, i) => ({ ...b, data: { ...b.data, gap: i + 1 } as typeof b.data })),
    }
    const value = (arm: string) => (arm === 'ring' ? 0.6 : 0.8)
    const { primary, arms: all } = resultOf(
      folds,
      ({ arm }) => value(arm),
      means((block) => (block < 2 ? 'ring' : 'dense-ei')),
    )
    expect(primary?.b).toBe('handmade-chosen')
    const chosen = all.find(({ kind }) => kind === 'chosen')
    expect(chosen?.blockMeans).toEqual([0.6, 0.6, 0.8, 0.8, 0.8, 0.8])
  })

  it('comes with how far selection and test agree, where there are pairs enough', () => {
    const best = (block: number) => (block < 2 ? 'ring' : 'dense-ei')
    const folds = {
      ...plan,
      blocks: plan.blocks.map((b, i) => ({ ...b, data: { ...b.data, gap: i + 1 } as typeof b.data })),
    }
    const notesWhere = (scored: typeof plan, isBest: (arm: string, block: number) => boolean) =>
      resultOf(scored, ({ arm, block }) => 0.1 * block + (isBest(arm, block) ? 0.09 : 0.05), means(best)).notes.join(
        ' ',
      )
    const agree = notesWhere(folds, (arm, block) => arm === best(block))
    expect(agree).toContain('correlate with r = 1.00 (12 pairs, within blocks).')
    const contradict = notesWhere(folds, (arm, block) => arm !== best(block))
    expect(contradict).toContain('r = -1.00 (12 pairs, within blocks): selection data cannot choose here')
    expect(notesWhere(plan, (arm, block) => arm === best(block))).not.toContain('correlate')
    expect(notesWhere({ ...folds, scoreOn: 'selection' }, (arm, block) => arm === best(block))).not.toContain(
      'correlate',
    )
  })
})

describe('comparisons of other blocks', () => {
  const outcomes = (offset: number) => (at: { arm: string; block: number; replicate: number; draw: number }) =>
    level(at.block + offset, at.replicate) + (at.arm === 'discovered' ? 0.01 * (at.block + offset) : 0.003 * at.draw)
  const rivals = [handmade('ring'), handmade('dense-ei', 2)]
  const choice = (blocks: number, offset: number) =>
    Array.from({ length: blocks }, (_, block) => [
      { arm: 'ring', block, n: 2, mean: 0.5 + 0.1 * (block + offset) },
      { arm: 'dense-ei', block, n: 4, mean: 0.6 },
    ]).flat()

  it('join to the comparison that has them all', () => {
    const parts = searches(3).map((run, i) =>
      resultOf(planOf([armOf('discovered', run), ...rivals]), outcomes(i), choice(1, i)),
    )
    const joined = joinComparisons(JSON.parse(JSON.stringify(parts)), 'compared')
    const whole = resultOf(planOf([armOf('discovered', ...searches(3)), ...rivals]), outcomes(0), choice(3, 0))
    for (const part of ['primary', 'secondary', 'choice', 'blocks', 'answer', 'notes'] as const) {
      expect(joined[part]).toEqual(whole[part])
    }
    expect(joined.arms.map(({ summary }) => summary)).toEqual(whole.arms.map(({ summary }) => summary))
    expect(joined.arms[0].source).toBe(whole.arms[0].source)
    expect(joined.arms[0].search).toEqual(whole.arms[0].search)
  })

  it('refuse to be joined where they are not alike', () => {
    const [a, b] = [['ring'], ['dense-ei']].map((names) =>
      resultOf(planOf([armOf('discovered', foundRun(1)), ...names.map((name) => handmade(name))]), () => 0.5),
    )
    expect(() => joinComparisons([a, b], 'both')).toThrow('must have the same arms, trainings and question')
  })
})
