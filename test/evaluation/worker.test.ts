import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { expect, it, vi } from 'vitest'
import type { ThreadMessage } from '../../src/evaluation/worker.js'
import { evaluationItem, gradientItem, tinyContext } from './tiny-work.js'

vi.doMock('node:worker_threads', async (original) => ({
  ...(await original<typeof import('node:worker_threads')>()),
  workerData: tinyContext(),
}))
const { default: runTask } = await import('../../src/evaluation/worker.js')

function messagesOf(work: (port: MessageChannel['port2']) => void): ThreadMessage[] {
  const { port1, port2 } = new MessageChannel()
  work(port2)
  const messages: ThreadMessage[] = []
  for (let next = receiveMessageOnPort(port1); next; next = receiveMessageOnPort(port1)) messages.push(next.message)
  port1.close()
  return messages
}

it('a worker says that it started before anything else, then tells of every epoch', () => {
  const item = evaluationItem({ epochs: 2 })
  const messages = messagesOf((port) => runTask({ item, resumed: undefined, port }))
  expect(messages.map(({ kind }) => kind)).toEqual(['started', 'epoch', 'epoch'])
  expect(messages[2]).toMatchObject({ progress: { of: 2, epochs: [{ epoch: 1 }, { epoch: 2 }] } })
})

it('a worker that fails in the first thing it does has said that it started', () => {
  const item = evaluationItem({ override: { nonsense: 1 } })
  const messages = messagesOf((port) => expect(() => runTask({ item, resumed: undefined, port })).toThrow('nonsense'))
  expect(messages).toEqual([{ kind: 'started' }])
})

it('a worker needs no port for other work, and says when and how long it worked', () => {
  const answer = runTask({ item: gradientItem(), resumed: undefined, port: undefined })
  expect(answer.result.kind).toBe('gradient')
  expect(answer.wallSeconds).toBeGreaterThan(0)
  expect(new Date(answer.startedAt).toISOString()).toBe(answer.startedAt)
})

it('a worker takes shards until none is left, dearest first, and gives each with its place and the bits it has alone', () => {
  const shards = [1, 3, 2].map((n) => gradientItem({ samples: Uint32Array.from({ length: n }, (_, i) => i) }))
  const taken = new Int32Array(new SharedArrayBuffer(4))
  const answers = runTask({ shards, taken })
  expect(answers.map(({ index }) => index)).toEqual([1, 2, 0])
  expect(taken[0]).toBeGreaterThanOrEqual(3)
  for (const { index, result } of answers) {
    expect(result).toEqual(runTask({ item: shards[index], resumed: undefined, port: undefined }).result)
  }
  expect(runTask({ shards, taken })).toEqual([])
})
