import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SPLITS, type Split } from '../../../src/data/dataset.js'
import { assignSplits, type Placed } from '../../../src/data/splits/assign-splits.js'
import { sharesSchema, takesOrSharesSchema, takesSchema } from '../../../src/data/splits/split-spec.js'

/** `perClass` train samples and `tests` test samples of each class. */
function samplesOf(classes: number, perClass: number, tests = 0, groups = 0): Placed[] {
  return Array.from({ length: classes * (perClass + tests) }, (_, i) => {
    const label = i % classes
    const take = Math.floor(i / classes)
    return {
      path: `${label}/${take}`,
      digest: `${i}`,
      label,
      part: take < perClass ? 'train' : 'test',
      group: groups === 0 ? null : `speaker ${take % groups}`,
      take,
    } satisfies Placed
  })
}

const shares = (spec: object = {}) => sharesSchema.parse(spec)
const counts = (splits: readonly (Split | null)[]) => SPLITS.map((split) => splits.filter((s) => s === split).length)

describe('shares of the train part', () => {
  it('give every split its share of every class, and leave the test part as it is', () => {
    const samples = samplesOf(10, 100, 20)
    const splits = assignSplits(samples, shares(), 'set')
    expect(counts(splits)).toEqual([400, 400, 200, 200])
    samples.forEach(({ part }, i) => {
      expect(splits[i] === 'test').toBe(part === 'test')
    })
    for (let label = 0; label < 10; label++) {
      expect(counts(splits.filter((_, i) => samples[i].label === label))).toEqual([40, 40, 20, 20])
    }
  })

  it('keep each class within one sample of its share, and the whole within one of its own, whatever the counts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 4, max: 40 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 99 }),
        (perClass, seed) => {
          const samples = perClass.flatMap((n, label) =>
            samplesOf(1, n).map((s, i) => ({ ...s, label, digest: `${label}-${i}` })),
          )
          const splits = assignSplits(samples, shares({ seed }), 'set')
          for (const [label, n] of perClass.entries()) {
            const got = counts(splits.filter((_, i) => samples[i].label === label))
            ;[0.4, 0.4, 0.2, 0].forEach((share, s) => {
              expect(Math.abs(got[s] - share * n)).toBeLessThan(1)
            })
          }
        },
      ),
    )
  })

  it('depend on the seed alone', () => {
    const samples = samplesOf(3, 20)
    const first = assignSplits(samples, shares({ seed: 1 }), 'set')
    expect(assignSplits(samples, shares({ seed: 1 }), 'set')).toEqual(first)
    expect(assignSplits(samples, shares({ seed: 2 }), 'set')).not.toEqual(first)
  })

  it('can cut a test split where the set has none, and refuses where it has one', () => {
    const spec = shares({ shares: { weights: 0.5, alpha: 0, selection: 0.25, test: 0.25 } })
    expect(counts(assignSplits(samplesOf(4, 20), spec, 'set'))).toEqual([40, 0, 20, 20])
    expect(() => assignSplits(samplesOf(4, 20, 5), spec, 'mine')).toThrow(
      'data.splits.shares.test: must be 0, as mine has a test part of its own, but got 0.25',
    )
  })

  it('use no more samples than the limits say, with equal class shares', () => {
    const samples = samplesOf(10, 100, 20)
    const splits = assignSplits(samples, shares({ limit: { train: 200, test: 50 } }), 'set')
    expect(counts(splits)).toEqual([80, 80, 40, 50])
    const ones = splits.filter((_, i) => samples[i].label === 1)
    expect(counts(ones)).toEqual([8, 8, 4, 5])
  })
})

describe('groups that stay together', () => {
  const samples = samplesOf(10, 60, 0, 6)
  const groupsIn = (splits: readonly (Split | null)[], split: Split) =>
    new Set(samples.flatMap(({ group }, i) => (splits[i] === split ? [group] : [])))

  it('put no speaker on both sides of a cut: held out for testing, and other ones for alpha and selection', () => {
    const spec = shares({
      heldOut: 'speaker 2',
      groups: 'together',
      shares: { weights: 0.6, alpha: 0.2, selection: 0.2 },
    })
    const splits = assignSplits(samples, spec, 'set')
    expect(counts(splits)).toEqual([300, 100, 100, 100])
    const sets = SPLITS.map((split) => groupsIn(splits, split))
    expect(sets.map((s) => s.size)).toEqual([3, 1, 1, 1])
    expect(sets[3]).toEqual(new Set(['speaker 2']))
    expect(new Set(sets.flatMap((s) => [...s])).size).toBe(6)
  })

  it('refuse splits that there are too few groups for', () => {
    const few = samplesOf(2, 10, 0, 2)
    expect(() => assignSplits(few, shares({ groups: 'together' }), 'set')).toThrow(
      'data.splits.shares.selection: too few groups to give it any',
    )
  })

  it('refuse a set without groups, unless told to use them where there are any', () => {
    expect(() => assignSplits(samplesOf(2, 10), shares({ groups: 'together' }), 'set')).toThrow(
      'data.splits.groups: must be ignore, as 0/0 belongs to no group',
    )
    const automatic = assignSplits(samplesOf(2, 10), shares({ groups: 'auto' }), 'set')
    expect(counts(automatic)).toEqual([8, 8, 4, 0])
  })

  it('name the groups there are when another is held out', () => {
    expect(() => assignSplits(samplesOf(2, 10, 0, 2), shares({ heldOut: 'bob' }), 'set')).toThrow(
      "data.splits.heldOut: must be one of speaker 0, speaker 1, but got 'bob'",
    )
    expect(() => assignSplits(samplesOf(2, 10), shares({ heldOut: 'bob' }), 'set')).toThrow(
      'must be left out, as the data has no groups',
    )
  })
})

describe('folds inside the train part', () => {
  const samples = samplesOf(10, 100, 10)

  it.each(['selection', 'test'] as const)(
    'become the %s split one after the other, and cover the train part once',
    (foldAs) => {
      const seen = new Array<number>(samples.length).fill(0)
      for (let fold = 0; fold < 10; fold++) {
        const splits = assignSplits(samples, shares({ fold, folds: 10, foldAs }), 'set')
        splits.forEach((split, i) => {
          if (samples[i].part === 'test') expect(split).toBeNull()
          else if (split === foldAs) seen[i]++
        })
        const inFold = splits.filter((split, i) => split === foldAs && samples[i].label === 3)
        expect(inFold.length).toBe(10)
      }
      samples.forEach(({ part }, i) => {
        expect(seen[i]).toBe(part === 'train' ? 1 : 0)
      })
    },
  )

  it('share the rest out among the other splits', () => {
    expect(counts(assignSplits(samples, shares({ fold: 0, folds: 10 }), 'set'))).toEqual([450, 450, 100, 0])
    const tested = assignSplits(samples, shares({ fold: 0, folds: 10, foldAs: 'test' }), 'set')
    expect(counts(tested)).toEqual([360, 360, 180, 100])
  })

  it('need both numbers, the fold below the folds', () => {
    for (const spec of [{ fold: 1 }, { folds: 3 }, { fold: 3, folds: 3 }]) {
      expect(sharesSchema.safeParse(spec).error?.issues[0].message).toBe(
        'must be given together with folds, and be below it',
      )
    }
  })

  it('keep the speakers of a fold out of the others', () => {
    const spoken = samplesOf(4, 60, 0, 5)
    for (let fold = 0; fold < 5; fold++) {
      const splits = assignSplits(spoken, shares({ fold, folds: 5, groups: 'together' }), 'set')
      const inside = new Set(spoken.flatMap(({ group }, i) => (splits[i] === 'selection' ? [group] : [])))
      expect(inside.size).toBe(1)
      spoken.forEach(({ group }, i) => {
        if (inside.has(group)) expect(splits[i]).toBe('selection')
      })
    }
  })
})

describe('identical files', () => {
  it('are shared out as one', () => {
    const twins = samplesOf(2, 40).map((sample, i) => ({ ...sample, digest: `${i >> 3}` }))
    const splits = assignSplits(twins, shares(), 'set')
    twins.forEach(({ digest }, i) => {
      expect(splits[i]).toBe(splits[twins.findIndex((other) => other.digest === digest)])
    })
  })

  it('are refused where groups pull them apart', () => {
    const spoken = samplesOf(2, 30, 0, 3).map((sample) => ({ ...sample, digest: `${sample.label}` }))
    expect(() => assignSplits(spoken, shares({ groups: 'together' }), 'set')).toThrow(
      /0\/0 and 0\/\d+ are the same file, but the first is in the \w+ split and the second in the \w+ split/,
    )
  })
})

describe('takes', () => {
  it('are the default where a set counts them, and the official split of FSDD', () => {
    const spec = takesOrSharesSchema.parse({})
    expect(counts(assignSplits(samplesOf(10, 50), spec, 'set'))).toEqual([200, 200, 50, 50])
    expect(counts(assignSplits(samplesOf(10, 45, 5), takesOrSharesSchema.parse({ by: 'share' }), 'set'))).toEqual([
      180, 180, 90, 50,
    ])
  })

  it('refuse ranges that overlap, and sets that do not count', () => {
    expect(takesSchema.safeParse({ alpha: [0, 9] }).error?.issues[0].message).toMatch('do not overlap')
    const uncounted = samplesOf(1, 5).map((sample) => ({ ...sample, take: null }))
    expect(() => assignSplits(uncounted, takesSchema.parse({}), 'set')).toThrow('data.splits.by: must be share')
  })
})
