import { expect, it } from 'vitest'
import { ItemRunner } from '../../src/evaluation/run-item.js'
import { runOne, runShards, type Said } from '../../src/evaluation/worker.js'
import { evaluationItem, gradientItem, tinyContext } from './tiny-work.js'

const run = { id: 1, context: tinyContext(), open: [1, 2] }

function messagesOf(work: (say: (said: Said) => void) => void): Said['message'][] {
  const messages: Said['message'][] = []
  work(({ task, message }) => {
    expect(task).toBe(7)
    messages.push(message)
  })
  return messages
}

it('a worker says that it started before anything else, then tells of every epoch', () => {
  const item = evaluationItem({ epochs: 2 })
  const messages = messagesOf((say) => runOne({ run, item, resumed: undefined, number: 7 }, say))
  expect(messages.map(({ kind }) => kind)).toEqual(['started', 'epoch', 'epoch'])
  expect(messages[2]).toMatchObject({ progress: { of: 2, epochs: [{ epoch: 1 }, { epoch: 2 }] } })
})

it('a worker that fails in the first thing it does has said that it started', () => {
  const item = evaluationItem({ override: { nonsense: 1 } })
  const messages = messagesOf((say) =>
    expect(() => runOne({ run, item, resumed: undefined, number: 7 }, say)).toThrow('nonsense'),
  )
  expect(messages).toEqual([{ kind: 'started' }])
})

it('a worker tells nothing of work without a number, and says when and how long it worked', () => {
  const answer = runOne({ run, item: gradientItem(), resumed: undefined, number: undefined }, () => {
    throw new Error('told')
  })
  expect(answer.result.kind).toBe('gradient')
  expect(answer.wallSeconds).toBeGreaterThan(0)
  expect(new Date(answer.startedAt).toISOString()).toBe(answer.startedAt)
})

it('a worker takes shards until none is left, dearest first, and gives each with its place and the bits it has alone', () => {
  const shards = [1, 3, 2].map((n) => gradientItem({ samples: Uint32Array.from({ length: n }, (_, i) => i) }))
  const taken = new Int32Array(new SharedArrayBuffer(4))
  const answers = runShards({ run, shards, taken })
  expect(answers.map(({ index }) => index)).toEqual([1, 2, 0])
  expect(taken[0]).toBeGreaterThanOrEqual(3)
  for (const { index, result } of answers) {
    expect(result).toEqual(runOne({ run, item: shards[index], resumed: undefined, number: undefined }).result)
  }
  expect(runShards({ run, shards, taken })).toEqual([])
})

it('a worker keeps the runs it works for apart, whose networks are alike', () => {
  const other = { id: 2, context: tinyContext({ seed: 5 }), open: [1, 2] }
  const item = gradientItem()
  const alone = [4, 5].map((seed) => new ItemRunner(tinyContext({ seed })).run(item))
  expect(alone[0]).not.toEqual(alone[1])
  const asked = [run, other, run, { ...other, open: [2] }, run].map(
    (of) => runOne({ run: of, item, resumed: undefined, number: undefined }).result,
  )
  expect(asked).toEqual([alone[0], alone[1], alone[0], alone[1], alone[0]])
})
