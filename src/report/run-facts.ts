import { type RunResult, runResult } from '../comparison/run-result.js'
import { type JudgedCandidate, judgedCandidates } from '../search/judged-candidates.js'
import { parseStudy, type Study } from '../search/study.js'
import type { RunReader } from '../store/run-reader.js'
import { type IterationLog, iterationLog } from './iterations.js'

/** What sections are made of: the log of a run, and what several sections ask of it, worked out once. */
export interface RunFacts {
  readonly store: RunReader
  readonly study: Study
  /** How the command line names the run. */
  readonly reference: string
  /** What the run has found; undefined while nothing was scored. */
  readonly result: RunResult | undefined
  /** Candidates of the search, best mean accuracy first. */
  readonly judged: () => readonly JudgedCandidate[]
  /** The log of an HRMAS search; without iterations for other strategies. */
  readonly iterations: () => IterationLog
}

export function runFacts(store: RunReader, reference: string): RunFacts {
  return {
    store,
    study: parseStudy(store.header.study, 'the study of the run'),
    reference,
    result: runResult(store),
    judged: once(() => judgedCandidates(store)),
    iterations: once(() => iterationLog(store)),
  }
}

function once<T>(work: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: work() }
    return made.value
  }
}
