import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { anyStrategy } from '../../src/search/strategy.js'
import { randomTopology } from '../../src/topology/search-space.js'
import { random } from '../../strategies/random.js'
import { runSearch, tinyContext, tinyWorker } from '../conformance/search-run.js'
import { conformsToStrategy } from '../conformance/strategy.js'

describe('random search', () => {
  conformsToStrategy({
    strategy: anyStrategy(random),
    raw: { together: 4 },
    misspelt: { raw: { togther: 3 }, key: 'togther', meant: 'together' },
    iterationsOf: (steps) => steps.reduce((sum, { items }) => sum + items.length, 0),
  })

  const context = tinyContext()
  const searchWith = (together: number) =>
    runSearch(
      anyStrategy(random),
      random.start(context, random.settings({ together })),
      tinyWorker(context.recipe, context.seed),
    )

  it('judges candidates drawn from the space, a pure function of seed and number, each trained for the recipe', () => {
    const items = searchWith(4).steps.flatMap((step) => step.items)
    items.forEach((item, index) => {
      expect(item).toMatchObject({
        kind: 'evaluation',
        candidate: randomTopology(context.space, key(3, 'random-candidate', index)),
        replicate: 0,
        epochs: context.recipe.epochs,
      })
    })
  })

  it('asks for `together` candidates at once, and the rest at the end', () => {
    expect(searchWith(4).steps.map(({ items }) => items.length)).toEqual([4, 2])
    expect(searchWith(100).steps.map(({ items }) => items.length)).toEqual([6])
  })

  it('finds the same whatever the number asked for at once', () => {
    expect(random.best(searchWith(1).final as never)).toEqual(random.best(searchWith(4).final as never))
  })

  it('finds the most accurate of those judged', () => {
    const { steps, final } = searchWith(4)
    const judged = steps.flatMap(({ items, results }) =>
      results.map((result, i) => {
        const item = items[i]
        if (result.kind !== 'evaluation' || item.kind !== 'evaluation' || result.outcome.state !== 'scored') {
          throw new Error('everything was to be scored')
        }
        return { topology: item.candidate, accuracy: result.outcome.score.accuracy }
      }),
    )
    const top = Math.max(...judged.map(({ accuracy }) => accuracy))
    expect(new Set(judged.map(({ accuracy }) => accuracy)).size).toBeGreaterThan(1)
    expect(random.best(final as never)).toEqual(judged.find(({ accuracy }) => accuracy === top)?.topology)
  })

  it('keeps the first of equally accurate candidates', () => {
    const settings = random.settings({ together: 3 })
    const state = random.start(context, settings)
    const scored = (accuracy: number) => ({
      kind: 'evaluation' as const,
      outcome: {
        state: 'scored' as const,
        score: { accuracy, loss: 1, spikesPerSample: 1, synapticOperations: 20, firingRate: 0.1 },
        labels: [],
        epochs: [],
        networkHash: '',
      },
    })
    const { state: after, log } = random.tell(state, [scored(0.5), scored(0.75), scored(0.75)])
    expect(random.best(after)).toEqual(randomTopology(context.space, key(3, 'random-candidate', 1)))
    expect(log.phases).toEqual([{ name: 'evaluate', metrics: { judged: 3, bestAccuracy: 0.75 } }])
  })
})
