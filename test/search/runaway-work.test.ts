import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createThreadEvaluator } from '../../src/evaluation/thread-evaluator.js'
import type { EvaluationItem } from '../../src/evaluation/work-item.js'
import { key } from '../../src/kernel/numerics/random.js'
import { StoredWork } from '../../src/search/work.js'
import { createRunStore } from '../../src/store/run-store.js'
import { randomTopology } from '../../src/topology/search-space.js'
import { header } from '../store/sample-run.js'
import { useFolders } from '../store/temporary-folder.js'
import { tinyStudy } from './tiny-study.js'

const newFolder = useFolders()
/** Marks of test/evaluation/failing-worker.mjs. */
const HANGS = 903
const FILLS_BUFFERS = 907

it('threads that loop or allocate for ever are stopped, their outcomes stored, and the work goes on', async () => {
  const study = tinyStudy({ limits: { evaluationSeconds: 4, evaluationMiB: 16 } })
  const { seed, data, recipe } = study
  const encoded = new SharedArrayBuffer(8)
  const worker = new URL('../evaluation/failing-worker.mjs', import.meta.url)
  const evaluator = createThreadEvaluator({ seed, data, recipe, encoded }, 2, { worker, evaluationMiB: 16 })
  const store = createRunStore(join(newFolder(), 'run'), header)
  try {
    const work = new StoredWork(store, evaluator, study, { seed, data, recipe, encoded: null }, null)
    const candidate = randomTopology(study.space, key(5))
    const states = async (...replicates: number[]) => {
      const items = replicates.map((replicate): EvaluationItem => {
        const kind = 'evaluation'
        return { kind, candidate, replicate, epochs: 1, scoreOn: 'selection', trainOn: ['weights'], override: {} }
      })
      const results = await work.do(items, { signal: new AbortController().signal })
      return results.map((result) => (result.kind === 'evaluation' ? result.outcome.state : result.kind))
    }
    expect(await states(0, HANGS, 1, FILLS_BUFFERS, 2)).toEqual(['scored', 'timedOut', 'scored', 'tooLarge', 'scored'])
    expect(store.outcomeCounts()).toMatchObject({ scored: 3, timedOut: 1, tooLarge: 1 })
    const tries = store.evaluations().map(({ replicate, bookkeeping }) => [replicate, bookkeeping.attempts] as const)
    expect(new Map(tries).get(HANGS)).toBe(3)
    expect(store.spent().retriedSeconds).toBeGreaterThan(2)
    expect(await states(3)).toEqual(['scored'])
  } finally {
    await evaluator.close()
    store.close()
  }
}, 120_000)
