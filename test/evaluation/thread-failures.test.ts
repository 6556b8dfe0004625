import { afterEach, describe, expect, it } from 'vitest'
import { type Evaluator, StoppedError } from '../../src/evaluation/evaluator.js'
import { createThreadEvaluator } from '../../src/evaluation/thread-evaluator.js'
import { collect, evaluationItem, gradientItem, inOrder, outcomeOf, stateOf, tinyContext } from './tiny-work.js'

const THROWS = 901
const EXITS = 902
const HANGS = 903
const EXITS_TWICE = 904
const DIES = 905
const FILLS_ITS_HEAP = 906
const FILLS_BUFFERS = 907

const open: Evaluator[] = []
afterEach(async () => {
  for (const evaluator of open.splice(0)) await evaluator.close()
})

/** A pool of the failing worker, and its counters. */
function failingPool(threads: number, evaluationMiB?: number): { evaluator: Evaluator; counters: Int32Array } {
  const encoded = new SharedArrayBuffer(8)
  const worker = new URL('failing-worker.mjs', import.meta.url)
  const evaluator = createThreadEvaluator(tinyContext({ encoded }), threads, {
    worker,
    ...(evaluationMiB && { evaluationMiB }),
  })
  open.push(evaluator)
  return { evaluator, counters: new Int32Array(encoded) }
}

const marked = (...marks: number[]) => marks.map((replicate) => evaluationItem({ replicate, epochs: 1 }))

/** Resolves once the threads that count have ended: nothing counts any more. */
async function whenStill(counters: Int32Array): Promise<void> {
  for (let before = -1; before !== counters[1]; ) {
    before = counters[1]
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe('a thread that fails in an evaluation', () => {
  it.each([1, 2])('gives the outcome crashed, once, and a pool of %i goes on', async (threads) => {
    const { evaluator, counters } = failingPool(threads)
    const finished = inOrder(await collect(evaluator, marked(0, EXITS, THROWS, 1, DIES, 2)))
    const crashed = (message: string) => ({ state: 'crashed', message: expect.stringContaining(message) })
    const scored = expect.objectContaining({ state: 'scored' })
    expect(finished.map(outcomeOf)).toEqual([
      scored,
      crashed('exited with code: 3'),
      crashed('a thread threw'),
      scored,
      crashed('a thread died'),
      scored,
    ])
    expect(counters[0]).toBe(3)
    expect((await collect(evaluator, marked(3))).map(stateOf)).toEqual(['scored'])
  })
})

describe('a thread that fails in other work', () => {
  it('is replaced and the work tried three times; then the iteration throws', async () => {
    const { evaluator, counters } = failingPool(1)
    const finished = await collect(evaluator, [gradientItem(), gradientItem({ draw: EXITS_TWICE })])
    expect(finished.map(stateOf)).toEqual(['gradient', 'gradient'])
    expect(counters[0]).toBe(3)
    for (const [draw, message] of [
      [THROWS, 'a thread threw'],
      [EXITS, 'exited with code: 3'],
    ] as const) {
      counters[0] = 0
      await expect(collect(evaluator, [gradientItem(), gradientItem({ draw })])).rejects.toThrow(message)
      expect(counters[0]).toBe(3)
    }
    expect((await collect(evaluator, [gradientItem()])).map(stateOf)).toEqual(['gradient'])
  })
})

describe('a limit of time', () => {
  it('ends an evaluation that never comes to its first epoch; time in the queue does not count', async () => {
    const { evaluator, counters } = failingPool(1)
    // Long enough for the healthy one on a busy machine.
    const finished = inOrder(await collect(evaluator, marked(HANGS, 0), { evaluationSeconds: 3 }))
    expect(finished.map(stateOf)).toEqual(['timedOut', 'scored'])
    expect(outcomeOf(finished[0])).toEqual({ state: 'timedOut', seconds: 3 })
    expect(counters[1]).toBeGreaterThan(0)
    await whenStill(counters)
  })

  it('may be longer than the longest timer', async () => {
    const { evaluator } = failingPool(1)
    const finished = await collect(evaluator, marked(0), { evaluationSeconds: 90 * 24 * 3600 })
    expect(finished.map(stateOf)).toEqual(['scored'])
  })
})

describe('a limit of memory', () => {
  const tooLarge = { state: 'tooLarge', bytes: 16 * 2 ** 20, limit: 16 * 2 ** 20 }

  it('stops a thread whose objects grow without bound, and the pool goes on', async () => {
    const { evaluator } = failingPool(1, 16)
    const finished = inOrder(await collect(evaluator, marked(FILLS_ITS_HEAP, 0)))
    expect(finished.map(outcomeOf)).toEqual([tooLarge, expect.objectContaining({ state: 'scored' })])
  })

  it('stops a thread whose buffers grow without bound: they are in no heap', async () => {
    const { evaluator } = failingPool(1, 16)
    const finished = inOrder(await collect(evaluator, marked(FILLS_BUFFERS, 0)))
    expect(finished.map(outcomeOf)).toEqual([tooLarge, expect.objectContaining({ state: 'scored' })])
  })

  it('stops all that is under way where nobody can tell whose buffers grow', async () => {
    const { evaluator } = failingPool(2, 16)
    const finished = inOrder(await collect(evaluator, marked(HANGS, FILLS_BUFFERS, 0)))
    const crashed = { state: 'crashed', message: 'the threads together took too much memory' }
    expect(finished.map(outcomeOf)).toEqual([crashed, crashed, expect.objectContaining({ state: 'scored' })])
  })
})

describe('a signal', () => {
  it('ends threads in the middle of a loop', async () => {
    const { evaluator, counters } = failingPool(2)
    const stop = new AbortController()
    const work = collect(evaluator, marked(HANGS, HANGS, 0), { signal: stop.signal })
    while (counters[0] < 2) await new Promise((resolve) => setTimeout(resolve, 20))
    stop.abort()
    await expect(work).rejects.toThrow(StoppedError)
    await whenStill(counters)
  })

  it('is not needed where the caller stops listening', async () => {
    const { evaluator, counters } = failingPool(2)
    for await (const finished of evaluator.evaluate(marked(0, HANGS))) {
      expect(finished.index).toBe(0)
      break
    }
    await whenStill(counters)
    expect((await collect(evaluator, marked(1))).map(stateOf)).toEqual(['scored'])
  })
})

describe('a pool that cannot start a thread', () => {
  it('says so instead of waiting', async () => {
    const worker = new URL('unstartable-worker.mjs', import.meta.url)
    const evaluator = createThreadEvaluator(tinyContext(), 2, { worker })
    open.push(evaluator)
    const work = collect(evaluator, [gradientItem(), gradientItem(), gradientItem(), gradientItem()])
    await expect(work).rejects.toThrow('this worker cannot be loaded')
    await expect(collect(evaluator, marked(0, 1, 2, 3))).rejects.toThrow('no worker thread can be started')
  })
})
