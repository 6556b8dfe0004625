// The worker, but for work with these marks: the replicate of an evaluation, the draw of a gradient.
import { parentPort } from 'node:worker_threads'
import runTask from '../../dist/src/evaluation/worker.js'

/** [tries of marked work, heartbeat]; the data set's place in the context is free, as the task is generated. */
let counters

const FAILURES = {
  901: () => {
    throw new Error('a thread threw')
  },
  902: () => process.exit(3),
  903: () => {
    while (true) Atomics.add(counters, 1, 1)
  },
  906: () => {
    const kept = []
    while (true) kept.push({ kept: kept.length })
  },
  907: () => {
    const kept = []
    while (true) kept.push(new Uint8Array(2 ** 20).fill(1))
  },
  904: (tries) => {
    if (tries <= 2) process.exit(3)
  },
  905: () => {
    queueMicrotask(() => {
      throw new Error('a thread died')
    })
    return new Promise(() => {})
  },
}

export default function runOrFail(task) {
  counters = new Int32Array(task.run.context.encoded)
  if ('shards' in task) {
    const marked = task.shards.find(({ draw }) => draw in FAILURES)
    if (marked && Atomics.add(task.taken, 0, 0) === 0)
      return FAILURES[marked.draw](Atomics.add(counters, 0, 1) + 1) ?? []
    return runTask(task)
  }
  const fail = FAILURES[task.item.kind === 'evaluation' ? task.item.replicate : task.item.draw]
  if (fail === undefined) return runTask(task)
  if (task.number !== undefined) parentPort.postMessage({ task: task.number, message: { kind: 'started' } })
  const failed = fail(Atomics.add(counters, 0, 1) + 1)
  return failed ?? runTask({ ...task, number: undefined })
}
