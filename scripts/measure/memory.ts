/**
 * What a worker thread takes, and whether a process grows: `npm run measure:memory [-- --evaluations 1000]`.
 * Workers run shards of the study's supernet and one epoch of an evaluation; then `evaluations` short ones run in a row.
 * Resident memory of the process. Needs FSDD ($MOTIF_DATA) for the study spoken-digits.
 */
import { parseArgs } from 'node:util'
import { prepareRun } from '../../src/comparison/prepare-run.js'
import { studyContext } from '../../src/comparison/study-context.js'
import type { Evaluator } from '../../src/evaluation/evaluator.js'
import { createThreadEvaluator } from '../../src/evaluation/thread-evaluator.js'
import type { EvaluationItem, WorkItem } from '../../src/evaluation/work-item.js'
import { key } from '../../src/kernel/numerics/random.js'
import { parseStudy, studyDocument } from '../../src/search/study.js'
import { readStudy } from '../../src/search/study-file.js'
import { randomTopology } from '../../src/topology/search-space.js'

const { values } = parseArgs({
  options: {
    study: { type: 'string', default: 'spoken-digits' },
    evaluations: { type: 'string', default: '1000' },
  },
})
const evaluations = Number(values.evaluations)
const MIB = 1024 * 1024
const print = (line: string) => process.stdout.write(`${line}\n`)
const resident = () => process.memoryUsage.rss() / MIB

async function finish(evaluator: Evaluator, items: readonly WorkItem[]): Promise<void> {
  for await (const { result } of evaluator.evaluate(items)) {
    if (result.kind === 'evaluation' && result.outcome.state !== 'scored')
      throw new Error(`an evaluation ended as ${result.outcome.state}`)
  }
}

const prepared = await prepareRun(readStudy(values.study), { threads: 1, dataDir: process.env.MOTIF_DATA })
const { study, strategy, settings, context, encoded } = prepared
const work = studyContext(study, encoded)
const evaluation = (index: number): EvaluationItem => ({
  kind: 'evaluation',
  candidate: randomTopology(study.space, key(1, 'memory', index)),
  replicate: 0,
  epochs: 1,
  scoreOn: 'selection',
  trainOn: ['weights'],
  override: {},
})

print(`data set: ${((encoded?.buffer.byteLength ?? 0) / MIB).toFixed(1)} MiB, shared by all threads`)
print('')
print('| workers | process, MiB | per worker, MiB |')
print('|---:|---:|---:|')
globalThis.gc?.()
const alone = resident()
print(`| 0 | ${alone.toFixed(0)} | |`)
for (const threads of [1, 2, 4]) {
  const evaluator = createThreadEvaluator(work, threads)
  const shards = strategy.ask(strategy.start(context, settings))
  for (let round = 0; round < 3; round++) await finish(evaluator, shards)
  await finish(
    evaluator,
    Array.from({ length: threads }, (_, i) => evaluation(i)),
  )
  const now = resident()
  print(`| ${threads} | ${now.toFixed(0)} | ${((now - alone) / threads).toFixed(0)} |`)
  await evaluator.close()
}

const short = parseStudy({ ...studyDocument(readStudy('quickstart')), name: 'short' }, 'the study of the measurement')
const shortWork = studyContext(short, null)
const evaluator = createThreadEvaluator(shortWork, 2)
const item = (index: number): EvaluationItem => ({
  ...evaluation(index),
  candidate: randomTopology(short.space, key(2, 'memory', index)),
  override: { gap: 5 },
})
print('')
print('| short evaluations so far | process, MiB |')
print('|---:|---:|')
const EVERY = Math.max(1, Math.floor(evaluations / 10))
for (let done = 0; done < evaluations; done += EVERY) {
  await finish(
    evaluator,
    Array.from({ length: EVERY }, (_, i) => item(done + i)),
  )
  print(`| ${done + EVERY} | ${resident().toFixed(0)} |`)
}
await evaluator.close()
