import { afterAll, beforeAll, expect, it } from 'vitest'
import type { WorkContext } from '../../src/evaluation/context.js'
import { decodeEvaluationState, encodeEvaluationState } from '../../src/evaluation/evaluation-state.js'
import { type Evaluator, type Finished, StoppedError } from '../../src/evaluation/evaluator.js'
import type { EpochMetrics } from '../../src/evaluation/outcome.js'
import { ItemRunner } from '../../src/evaluation/run-item.js'
import {
  collect,
  evaluationItem,
  inOrder,
  mixedItems,
  outcomeOf,
  stateOf,
  tinyContext,
} from '../evaluation/tiny-work.js'

/** What every evaluator promises; one does all of it. */
export function conformsToEvaluator(create: (context: WorkContext) => Evaluator): void {
  let evaluator: Evaluator
  beforeAll(() => {
    evaluator = create(tinyContext())
  })
  afterAll(() => evaluator.close())

  it('gives each item once, with the bits that one thread computes', async () => {
    const items = mixedItems()
    const runner = new ItemRunner(tinyContext())
    const expected = items.map((item) => runner.run(item))
    const finished = await collect(evaluator, items)
    expect(inOrder(finished).map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(inOrder(finished).map(({ result }) => result)).toEqual(expected)
  })

  it('gives the same again, in another order of items', async () => {
    const items = mixedItems()
    const there = await collect(evaluator, items)
    const back = await collect(evaluator, items.toReversed())
    const results = inOrder(there).map(({ result }) => result)
    expect(
      inOrder(back)
        .map(({ result }) => result)
        .reverse(),
    ).toEqual(results)
  })

  it('counts the time during which there was work, shards and evaluations alike', async () => {
    const before = evaluator.busySeconds()
    const finished = await collect(evaluator, mixedItems())
    const worked = finished.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0)
    expect(worked).toBeGreaterThan(0)
    expect(evaluator.busySeconds() - before).toBeCloseTo(worked, 9)
  })

  it('has nothing to give for no items', async () => {
    expect(await collect(evaluator, [])).toEqual([])
  })

  it('tells of every epoch, in order', async () => {
    const epochs: number[] = []
    await collect(evaluator, [evaluationItem({ epochs: 4 })], {
      onProgress: (index, progress) => {
        expect([index, progress.of]).toEqual([0, 4])
        epochs.push(progress.epochs.length)
      },
    })
    // A thread's last words may be overtaken by its result.
    expect(epochs).toEqual([1, 2, 3, 4].slice(0, epochs.length))
  })

  it('goes on from a state as if it had never stopped', async () => {
    const item = evaluationItem({ epochs: 5 })
    const runner = new ItemRunner(tinyContext())
    const whole = runner.run(item)
    const states = statesOf(item)
    expect(states).toHaveLength(5)
    const resumed = (index: number) => states[index]
    const again = await collect(
      evaluator,
      states.map(() => item),
      { resumed },
    )
    expect(again.map(({ result }) => result)).toEqual(states.map(() => whole))
  })

  it('begins from the states it is given, each at its item', async () => {
    const items = [evaluationItem({ replicate: 1 }), evaluationItem({ replicate: 2 })]
    const resumed = (index: number) => (index === 1 ? marked(statesOf(items[1])[0]) : undefined)
    const fresh = inOrder(await collect(evaluator, items)).map(epochsOf)
    const continued = inOrder(await collect(evaluator, items, { resumed })).map(epochsOf)
    expect(continued).toEqual([fresh[0], [{ ...fresh[1][0], loss: 42 }, ...fresh[1].slice(1)]])
  })

  it('makes an outcome of what goes wrong in an evaluation, and goes on', async () => {
    const items = [evaluationItem({ override: { nonsense: 1 } }), evaluationItem()]
    const finished = inOrder(await collect(evaluator, items))
    expect(finished.map(stateOf)).toEqual(['crashed', 'scored'])
    expect(outcomeOf(finished[0])).toMatchObject({ message: expect.stringContaining('data.nonsense') })
  })

  it('does not begin when it was stopped before', async () => {
    const signal = AbortSignal.abort()
    await expect(collect(evaluator, mixedItems(), { signal })).rejects.toThrow(StoppedError)
  })

  it('stops at a signal, gives what is finished, and can be used again', async () => {
    const items = [evaluationItem({ epochs: 1 }), evaluationItem({ epochs: 100_000, replicate: 1 })]
    const stop = new AbortController()
    const finished: number[] = []
    const onProgress = (index: number) => {
      if (index === 1 && finished.length > 0) stop.abort()
    }
    const work = async () => {
      for await (const { index } of evaluator.evaluate(items, { signal: stop.signal, onProgress })) finished.push(index)
    }
    await expect(work()).rejects.toThrow(StoppedError)
    expect(finished).toEqual([0])
    expect((await collect(evaluator, items.slice(0, 1))).map(stateOf)).toEqual(['scored'])
  })

  it('throws what a listener throws', async () => {
    const full = new Error('the disk is full')
    const onProgress = () => {
      throw full
    }
    const work = collect(evaluator, [evaluationItem({ epochs: 1000 })], { onProgress })
    await expect(work).rejects.toBe(full)
  })
}

/** The state, its first epoch recognisable. */
function marked(bytes: Uint8Array): Uint8Array {
  const state = decodeEvaluationState(bytes)
  if (!state) throw new Error('a state of this very version was not read')
  return encodeEvaluationState({ ...state, epochs: [{ ...state.epochs[0], loss: 42 }] })
}

function epochsOf(finished: Finished): readonly EpochMetrics[] {
  const outcome = outcomeOf(finished)
  return outcome.state === 'scored' ? outcome.epochs : []
}

/** The state after each epoch. */
function statesOf(item: ReturnType<typeof evaluationItem>): Uint8Array[] {
  const states: Uint8Array[] = []
  new ItemRunner(tinyContext()).run(item, {
    onEpoch: (_, state) => states.push(encodeEvaluationState(state())),
  })
  return states
}
