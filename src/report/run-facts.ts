import { COMPARISON_RESULT, type ComparisonResult } from '../comparison/comparison-result.js'
import { type RunResult, runResult } from '../comparison/run-result.js'
import type { EncodedDataset } from '../data/dataset.js'
import type { AnyNetwork } from '../learning/network-file.js'
import type { PatternOutput } from '../learning/super-spike/pattern-output.js'
import { type JudgedCandidate, judgedCandidates } from '../search/judged-candidates.js'
import { parseStudy, type Study } from '../search/study.js'
import type { RunReader } from '../store/run-reader.js'
import { type IterationLog, iterationLog } from './iterations.js'

/** A trained network that names classes, with data to run it on. */
export interface NetworkAtWork {
  readonly network: AnyNetwork
  readonly data: EncodedDataset
  /** Positions of a few selection samples in the data, of different classes. */
  readonly samples: readonly number[]
  /** In words, what was trained how. */
  readonly from: string
}

/** What a trained network fires where a pattern of spikes is asked for. */
export interface PatternAtWork {
  readonly shown: PatternOutput
  /** In words, what was trained how. */
  readonly from: string
}

/** At most one of them is there, by the rule of the run. */
export interface Work {
  readonly atWork?: NetworkAtWork | undefined
  readonly patternAtWork?: PatternAtWork | undefined
}

/** What sections are made of: the log of a run, and what several sections ask of it, worked out once. */
export interface RunFacts {
  readonly store: RunReader
  readonly study: Study
  /** How the command line names the run. */
  readonly reference: string
  /** What the run has found; undefined while nothing was scored. */
  readonly result: RunResult | undefined
  /** Of a run of `motif compare`, which searches nothing. */
  readonly comparison: ComparisonResult | undefined
  /** Undefined where no trained network was given or kept. */
  readonly atWork: NetworkAtWork | undefined
  /** Likewise, of a run whose targets are spike trains. */
  readonly patternAtWork: PatternAtWork | undefined
  /** Candidates of the search, best mean accuracy first. */
  readonly judged: () => readonly JudgedCandidate[]
  /** The log of an HRMAS search; without iterations for other strategies. */
  readonly iterations: () => IterationLog
}

export function runFacts(store: RunReader, reference: string, { atWork, patternAtWork }: Work = {}): RunFacts {
  return {
    store,
    study: parseStudy(store.header.study, 'the study of the run'),
    reference,
    result: runResult(store),
    comparison: store.result(COMPARISON_RESULT) as ComparisonResult | undefined,
    atWork,
    patternAtWork,
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
