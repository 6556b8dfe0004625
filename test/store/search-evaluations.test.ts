import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createRunStore, type RunStore } from '../../src/store/run-store.js'
import { evaluation, header, stateOf, topologyOf } from './sample-run.js'
import { useFolders } from './temporary-folder.js'

const newFolder = useFolders()
const open: RunStore[] = []
afterEach(() => {
  for (const store of open.splice(0)) store.close()
})

const candidate = (hash: string) => ({ hash, topology: topologyOf(hash), role: 'candidate' })

/** A run whose steps proposed these candidates; evaluations are given as [candidate, replicate, epochs]. */
function runOf(steps: readonly (readonly string[])[], done: readonly (readonly [string, number, number])[]): RunStore {
  const store = createRunStore(join(newFolder(), 'run'), header)
  open.push(store)
  for (const [hash, replicate, epochs] of done) {
    const change = { candidate: { hash, topology: topologyOf(hash) }, replicate, epochs }
    store.finishEvaluation(evaluation(`${hash} ${replicate} ${epochs}`, change))
  }
  store.commitSteps({
    steps: steps.map((hashes, i) => ({ step: i + 1, phases: [], candidates: hashes.map(candidate) })),
    state: stateOf(1),
  })
  return store
}

const order = (store: RunStore) =>
  store.searchEvaluations().map(({ candidate, replicate, epochs, step }) => [candidate, replicate, epochs, step])

describe('evaluations of a search', () => {
  it('are in the order in which steps proposed them, whoever was done first', () => {
    const store = runOf(
      [['b', 'c'], ['a']],
      [
        ['a', 0, 2],
        ['c', 0, 2],
        ['b', 0, 2],
      ],
    )
    expect(order(store)).toEqual([
      ['b', 0, 2, 1],
      ['c', 0, 2, 1],
      ['a', 0, 2, 2],
    ])
  })

  it('of one proposal come by replicate, those of several proposals one after the other', () => {
    expect(
      order(
        runOf(
          [['a']],
          [
            ['a', 1, 2],
            ['a', 0, 2],
          ],
        ),
      ),
    ).toEqual([
      ['a', 0, 2, 1],
      ['a', 1, 2, 1],
    ])
    expect(
      order(
        runOf(
          [['a', 'b'], ['a']],
          [
            ['a', 0, 9],
            ['b', 0, 3],
            ['a', 0, 3],
          ],
        ),
      ),
    ).toEqual([
      ['a', 0, 3, 1],
      ['b', 0, 3, 1],
      ['a', 0, 9, 2],
    ])
  })

  it('of a candidate that was proposed again belong to its first proposal', () => {
    expect(
      order(
        runOf(
          [['a'], ['a', 'b']],
          [
            ['a', 0, 2],
            ['b', 0, 2],
          ],
        ),
      ),
    ).toEqual([
      ['a', 0, 2, 1],
      ['b', 0, 2, 2],
    ])
  })

  it('of a step under way come last, and those on the test split not at all', () => {
    const store = runOf(
      [['b']],
      [
        ['a', 0, 2],
        ['b', 0, 2],
      ],
    )
    store.recordTestAccess({ evaluationId: 'test', purpose: 'test' })
    store.finishEvaluation(evaluation('test', { candidate: { hash: 'b', topology: topologyOf('b') }, scoreOn: 'test' }))
    expect(order(store)).toEqual([
      ['b', 0, 2, 1],
      ['a', 0, 2, null],
    ])
    expect(store.searchEvaluations()[0]).toMatchObject({ state: 'scored', value: 0.75, seconds: 1.5 })
  })
})
