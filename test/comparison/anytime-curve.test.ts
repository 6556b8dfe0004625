import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { anytimeCurve } from '../../src/comparison/anytime-curve.js'
import type { Outcome } from '../../src/evaluation/outcome.js'
import { createRunStore, type RunStore } from '../../src/store/run-store.js'
import { evaluation, header, scored, stateOf, topologyOf } from '../store/sample-run.js'
import { useFolders } from '../store/temporary-folder.js'

const newFolder = useFolders()
const open: RunStore[] = []
afterEach(() => {
  for (const store of open.splice(0)) store.close()
})

type Done = readonly [candidate: string, replicate: number, epochs: number, accuracy: number | 'diverged']

const outcomeOf = (accuracy: Done[3]): Outcome =>
  accuracy === 'diverged'
    ? { state: 'diverged', epoch: 1, step: 3, epochs: scored.epochs.slice(0, 1), sampleSteps: 80 }
    : { ...scored, sampleSteps: 200, score: { ...scored.score, accuracy } }

function curve(done: readonly Done[], supernet: readonly number[] = []) {
  const store = createRunStore(join(newFolder(), 'run'), header)
  open.push(store)
  for (const [hash, replicate, epochs, accuracy] of done) {
    const candidate = { hash, topology: topologyOf(hash) }
    const change = { candidate, replicate, epochs, outcome: outcomeOf(accuracy) }
    store.finishEvaluation(evaluation(`${hash} ${replicate} ${epochs}`, change))
  }
  const shards = supernet.map((sampleSteps) => ({ phases: [], candidates: [], sampleSteps }))
  const judged = done.map(([hash]) => ({
    phases: [],
    candidates: [{ hash, topology: topologyOf(hash), role: 'candidate' }],
  }))
  const all = [...shards, ...judged].map((step, i) => ({ ...step, step: i + 1 }))
  store.commitSteps({ steps: all, state: stateOf(1) })
  return anytimeCurve(store)
}

describe('the curve of a search', () => {
  it('holds the best so far, by the mean over the trainings a candidate had by then', () => {
    const { points } = curve([
      ['a', 0, 2, 0.5],
      ['b', 0, 2, 0.9],
      ['c', 0, 2, 0.7],
      ['b', 1, 2, 0.3],
    ])
    expect(points.map(({ value, candidate }) => [value, candidate])).toEqual([
      [0.5, 'a'],
      [0.9, 'b'],
      [0.9, 'b'],
      // b has 0.6 on average now.
      [0.7, 'c'],
    ])
  })

  it('lets cheap trainings cost, but judge nobody', () => {
    const { points } = curve([
      ['a', 0, 1, 0.95],
      ['b', 0, 2, 0.6],
    ])
    expect(points.map(({ value }) => value)).toEqual([null, 0.6])
    expect(points.map(({ sampleSteps }) => sampleSteps)).toEqual([200, 400])
  })

  it('counts a failed training up to where it failed, and no score', () => {
    const { points, total } = curve([['a', 0, 2, 'diverged']])
    expect(points).toEqual([{ evaluations: 1, sampleSteps: 80, cpuSeconds: null, value: null, candidate: null }])
    expect(total).toEqual({ sampleSteps: 80, cpuSeconds: null })
  })

  it('adds the work on a supernet that came before', () => {
    const { points, total } = curve([['a', 0, 2, 0.5]], [1000, 500])
    expect(points[0].sampleSteps).toBe(1700)
    expect(total.sampleSteps).toBe(1700)
  })
})
