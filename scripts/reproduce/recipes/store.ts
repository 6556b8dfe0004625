import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createThreadPool, type ThreadPool } from '../../../src/evaluation/thread-evaluator.js'
import type { Score } from './train-once.js'

export const VALIDATION_FILE = 'docs/results/recipes-validation.json'
export const TEST_FILE = 'docs/results/recipes-test.json'

/** Scores by id in a JSON file, written after each, so that a stopped script goes on where it was. */
export type Scores = Record<string, Score>

export interface Job {
  readonly id: string
  readonly train: (pool: ThreadPool) => Promise<Score>
}

export const readScores = (file: string): Scores => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})

/** Does what is not in the file yet, on as many threads as MOTIF_LANES says, two without it. */
export async function doJobs(jobs: readonly Job[], file: string): Promise<Scores> {
  const scores = readScores(file)
  const waiting = jobs.filter(({ id }) => scores[id] === undefined)
  if (waiting.length === 0) return scores
  const lanes = Number(process.env.MOTIF_LANES ?? 2)
  const pool = createThreadPool(lanes)
  const lane = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const score = await job.train(pool)
      // What another process has added meanwhile is kept.
      Object.assign(scores, readScores(file), { [job.id]: score })
      writeFileSync(file, `${JSON.stringify(scores, null, 1)}\n`)
      process.stderr.write(`${job.id}: ${(100 * score.accuracy).toFixed(1)}\n`)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  await pool.close()
  return scores
}
