import { describe, expect, it } from 'vitest'
import type { EvaluationItem, WorkItem, WorkResult } from '../../src/evaluation/work-item.js'
import type { AnyStrategy, StrategyContext } from '../../src/search/strategy.js'
import { measureTopology } from '../../src/topology/measures.js'
import { UsageError } from '../../src/usage-error.js'
import { runSearch, type SearchRun, type Step, tinyContext, tinyWorker } from './search-run.js'

export interface StrategyCase {
  readonly strategy: AnyStrategy
  /** The `strategy` section of a study, without its name. */
  readonly raw: Readonly<Record<string, unknown>>
  /** A misspelt key, where it is, and the key that was meant. */
  readonly misspelt: { readonly raw: unknown; readonly key: string; readonly meant: string }
  /** Iterations, in the strategy's own sense, that some steps did. */
  readonly iterationsOf: (steps: readonly Step[]) => number
  readonly context?: Parameters<typeof tinyContext>[0]
  /** False for a strategy that proposes the same whatever the seed. */
  readonly seeded?: boolean
  /** False for a strategy whose candidates are given to it, or come out of a relaxed network. */
  readonly drawsCandidates?: boolean
}

const bytes = (data: Uint8Array): string => Buffer.from(data).toString('base64')

const isEvaluation = (item: WorkItem): item is EvaluationItem => item.kind === 'evaluation'

/** What every strategy promises, held to on a short search with real work. */
export function conformsToStrategy(given: StrategyCase): void {
  const { strategy, raw, misspelt, iterationsOf, context: change, seeded = true, drawsCandidates = true } = given
  const context = tinyContext(change)
  const settings = strategy.settings(raw)
  const search = (from: StrategyContext): SearchRun =>
    runSearch(strategy, strategy.start(from, settings), tinyWorker(from.recipe, from.seed))
  const run = search(context)
  /** The same search again, with the results already known. */
  const replay = (from: unknown, first = 0): SearchRun =>
    runSearch(strategy, from, (items, n) => {
      const known = run.steps[first + n]
      expect(items).toEqual(known.items)
      return known.results
    })

  describe('seeds', () => {
    it('the same seed gives the same search', () => {
      const again = search(context)
      expect(again.steps.map(({ items }) => items)).toEqual(run.steps.map(({ items }) => items))
      expect(again.steps.map(({ log }) => log)).toEqual(run.steps.map(({ log }) => log))
      expect(bytes(again.end)).toBe(bytes(run.end))
    })

    it.runIf(seeded)('another seed gives another search', () => {
      const other = strategy.ask(strategy.start({ ...context, seed: 4 }, settings))
      expect(other).not.toEqual(run.steps[0].items)
    })
  })

  describe('state', () => {
    it('survives a round trip through bytes at every step', () => {
      run.steps.forEach(({ before }, n) => {
        const rest = replay(strategy.decode(before, context, settings), n)
        expect(rest.steps.map((step) => bytes(step.before))).toEqual(
          run.steps.slice(n).map((step) => bytes(step.before)),
        )
        expect(rest.steps.map(({ log }) => log)).toEqual(run.steps.slice(n).map(({ log }) => log))
        expect(bytes(rest.end)).toBe(bytes(run.end))
      })
    })

    it('decoded gives the same progress and best', () => {
      for (const state of [...run.steps.map(({ before }) => before), run.end]) {
        const [a, b] = [strategy.decode(state, context, settings), strategy.decode(state, context, settings)]
        expect(bytes(strategy.encode(a))).toBe(bytes(state))
        expect(strategy.progress(a)).toEqual(strategy.progress(b))
      }
      const end = strategy.decode(run.end, context, settings)
      expect(strategy.best(end)).toEqual(strategy.best(run.final))
      expect(strategy.progress(end)).toEqual(strategy.progress(run.final))
    })

    it('is not changed by asking or telling, and results are not changed by telling', () => {
      for (const { before, items, results } of run.steps) {
        const state = strategy.decode(before, context, settings)
        expect(strategy.ask(state)).toEqual(items)
        expect(strategy.ask(state)).toEqual(items)
        const copies = structuredClone(results)
        strategy.tell(state, results)
        expect(results).toEqual(copies)
        expect(bytes(strategy.encode(state))).toBe(bytes(before))
      }
    })

    it('depends on nothing but the results: copies of them, with another search in between, change nothing', () => {
      const other = tinyContext({ ...change, seed: 9 })
      const work = tinyWorker(other.recipe, other.seed)
      let disturbing = strategy.start(other, settings)
      const again = runSearch(strategy, strategy.start(context, settings), (_, n) => {
        const items = strategy.ask(disturbing)
        if (items.length > 0) disturbing = strategy.tell(disturbing, work(items)).state
        return structuredClone(run.steps[n].results)
      })
      expect(bytes(again.end)).toBe(bytes(run.end))
    })
  })

  describe('budget', () => {
    it('does the iterations asked for and finishes', () => {
      expect(iterationsOf(run.steps)).toBe(context.total)
      expect(strategy.ask(run.final)).toEqual([])
      const short = { ...context, iterations: 2, total: 2 }
      expect(iterationsOf(search(short).steps)).toBe(2)
    })

    it('goes on from the end when more iterations are asked for, and ends again', () => {
      const longer = { ...context, total: context.total + 3 }
      const state = strategy.decode(run.end, longer, settings)
      const more = runSearch(strategy, state, tinyWorker(context.recipe, context.seed))
      expect(iterationsOf(more.steps)).toBe(3)
      expect(strategy.best(more.final)).toBeDefined()
      expect(strategy.progress(more.final).fraction).toBe(1)
    })

    it('tells a fraction that never falls and ends at 1', () => {
      const fractions = [...run.steps.map(({ fraction }) => fraction), strategy.progress(run.final).fraction]
      fractions.forEach((fraction, n) => {
        expect(fraction).toBeGreaterThanOrEqual(n === 0 ? 0 : fractions[n - 1])
        expect(fraction).toBeLessThanOrEqual(1)
      })
      expect(fractions[fractions.length - 1]).toBe(1)
    })

    it('logs finite numbers only', () => {
      for (const { log } of run.steps) {
        expect(log.phases.length).toBeGreaterThan(0)
        for (const { metrics } of log.phases) expect(Object.values(metrics).every(Number.isFinite)).toBe(true)
      }
    })
  })

  describe('splits', () => {
    it('never asks for the test split, and judges on selection, on which nothing is trained', () => {
      const items = run.steps.flatMap((step) => step.items)
      const evaluations = items.filter(isEvaluation)
      expect(evaluations.length).toBeGreaterThan(0)
      for (const { scoreOn, trainOn } of evaluations) {
        expect(scoreOn).toBe('selection')
        for (const split of trainOn) expect(['weights', 'alpha']).toContain(split)
      }
      for (const item of items) {
        if (item.kind === 'gradient') expect(['weights', 'alpha']).toContain(item.split)
        if (item.kind === 'activity') expect(['weights', 'alpha', 'selection']).toContain(item.split)
      }
    })
  })

  describe('constraints', () => {
    it.runIf(drawsCandidates)('are kept by every candidate that was drawn or edited', () => {
      const constrained = { ...context, constraints: { excitatoryShare: { min: 0.5 } } }
      const candidates = search(constrained).steps.flatMap(({ items }) => items.filter(isEvaluation))
      expect(candidates.length).toBeGreaterThan(0)
      for (const { candidate } of candidates)
        expect(measureTopology(candidate, 'excitatoryShare')).toBeGreaterThanOrEqual(0.5)
    })
  })

  describe('result', () => {
    it('is undefined until something was scored, and in the end a candidate of the space that was judged', () => {
      expect(strategy.best(strategy.start(context, settings))).toBeUndefined()
      const best = strategy.best(run.final)
      const evaluated = run.steps.flatMap(({ items }) => items.filter(isEvaluation).map(({ candidate }) => candidate))
      expect(evaluated).toContainEqual(best)
      const logged = run.steps.flatMap(({ log }) => log.candidates.map(({ topology }) => topology))
      expect(logged).toContainEqual(best)
      best?.layers.forEach(({ recurrent, neurons }, l) => {
        if (recurrent.kind !== 'motif') throw new Error('not of the space')
        expect(context.space.layers[l].motifSizes).toContain(recurrent.motif.size)
        expect(neurons).toBe(context.space.layers[l].neurons)
      })
    })
  })

  describe('failed candidates', () => {
    const infeasible = { state: 'infeasible', measure: 'fanIn', value: 9, rule: 'at most 8' } as const
    const failures: readonly WorkResult[] = [
      { kind: 'evaluation', outcome: { state: 'diverged', epoch: 0, step: 2, epochs: [] } },
      { kind: 'evaluation', outcome: { state: 'tooLarge', bytes: 2e9, limit: 1e9 } },
      { kind: 'evaluation', outcome: infeasible },
      { kind: 'evaluation', outcome: { state: 'crashed', message: 'the thread died' } },
      { kind: 'evaluation', outcome: { state: 'timedOut', seconds: 60 } },
    ]

    it('are survived: the search finishes, its states are bytes, and nothing is called best', () => {
      const worker = tinyWorker(context.recipe, context.seed)
      let failed = 0
      const end = runSearch(strategy, strategy.start(context, settings), (items) =>
        items.map((item) => (isEvaluation(item) ? failures[failed++ % failures.length] : worker([item])[0])),
      )
      expect(failed).toBeGreaterThan(0)
      expect(iterationsOf(end.steps)).toBe(context.total)
      expect(strategy.best(end.final)).toBeUndefined()
      expect(strategy.best(strategy.decode(end.end, context, settings))).toBeUndefined()
      for (const { log } of end.steps) {
        for (const { metrics } of log.phases) expect(Object.values(metrics).every(Number.isFinite)).toBe(true)
      }
    })

    it('among others are never the best, and the search goes on from those that were scored', () => {
      const worker = tinyWorker(context.recipe, context.seed)
      const scored: unknown[] = []
      let asked = 0
      const end = runSearch(strategy, strategy.start(context, settings), (items) =>
        items.map((item) => {
          if (isEvaluation(item) && asked++ % 2 === 1) return failures[asked % failures.length]
          if (isEvaluation(item)) scored.push(item.candidate)
          return worker([item])[0]
        }),
      )
      expect(iterationsOf(end.steps)).toBe(context.total)
      expect(strategy.ask(end.final)).toEqual([])
      const best = strategy.best(end.final)
      if (best !== undefined) expect(scored).toContainEqual(best)
      expect(scored.length).toBeGreaterThan(0)
    })
  })

  describe('settings', () => {
    it('are complete without any', () => {
      expect(() => strategy.settings({})).not.toThrow()
    })

    it('of an unknown key are refused with the nearest name', () => {
      const parse = () => strategy.settings(misspelt.raw)
      expect(parse).toThrow(UsageError)
      expect(parse).toThrow(`unknown key "${misspelt.key}"`)
      expect(parse).toThrow(`"${misspelt.meant}"`)
    })
  })
}
