import { dataKey } from '../evaluation/evaluation-id.js'
import { StoppedError } from '../evaluation/evaluator.js'
import type { Outcome } from '../evaluation/outcome.js'
import { createThreadEvaluator } from '../evaluation/thread-evaluator.js'
import type { EvaluationItem } from '../evaluation/work-item.js'
import { NUMERICS_VERSION } from '../kernel/kernel.js'
import { parseStudy } from '../search/study.js'
import { documentText } from '../store/document.js'
import type { StoredEvaluation } from '../store/records.js'
import type { RunReader } from '../store/run-reader.js'
import { openRunStore } from '../store/run-store.js'
import { parseTopology } from '../topology/topology-document.js'
import { UsageError } from '../usage-error.js'
import { recordTestAccesses } from './record-test-accesses.js'
import { sharedDataset } from './run-study.js'
import { studyContext } from './study-context.js'

export interface ReplayOptions {
  readonly threads: number
  readonly signal: AbortSignal
  readonly dataDir?: string | undefined
  readonly skipBad?: boolean | undefined
  /** Also those scored on the test split; each is another row of the ledger. */
  readonly test: boolean
  readonly onReplayed?: (replayed: Replayed) => void
}

/** One evaluation, stored and done again. */
export interface Replayed {
  readonly stored: StoredEvaluation
  readonly again: Outcome
  /** Names of what differs, in any bit; none when they are equal. */
  readonly differences: readonly string[]
}

/** Whether an evaluation can be replayed: its outcome came from the candidate, not from the environment or a limit. */
export const isReplayable = ({ outcome }: StoredEvaluation): boolean =>
  outcome.state === 'scored' || outcome.state === 'diverged'

/** Evaluates a candidate's stored evaluations again. Undefined when it was stopped. */
export async function replayCandidate(
  folder: string,
  candidateHash: string,
  options: ReplayOptions,
): Promise<Replayed[] | undefined> {
  const reader = openRunStore(folder, { mode: 'read' })
  try {
    const stored = replayed(reader, candidateHash, options.test)
    const tested = stored.filter(({ scoreOn }) => scoreOn === 'test').map(({ id }) => id)
    if (tested.length > 0) recordTestAccesses(folder, tested, 'replay --test')
    return await replayAll(reader, candidateHash, stored, options)
  } catch (error) {
    if (error instanceof StoppedError) return undefined
    throw error
  } finally {
    reader.close()
  }
}

function replayed(reader: RunReader, candidateHash: string, test: boolean): StoredEvaluation[] {
  const all = reader.evaluations({ candidateHash }).filter(isReplayable)
  const chosen = test ? all : all.filter(({ scoreOn }) => scoreOn !== 'test')
  if (chosen.length > 0) return chosen
  if (all.length === 0) throw new UsageError(`candidate ${candidateHash.slice(0, 12)} has no evaluation to replay`)
  throw new UsageError(
    `candidate ${candidateHash.slice(0, 12)} was scored on the test split only: --test replays that, as one more access`,
  )
}

async function replayAll(
  reader: RunReader,
  candidateHash: string,
  stored: readonly StoredEvaluation[],
  options: ReplayOptions,
): Promise<Replayed[]> {
  const { header } = reader
  if (header.numericsVersion !== NUMERICS_VERSION) {
    throw new UsageError(
      `the run was made with numerics version ${header.numericsVersion}, this program has ${NUMERICS_VERSION}: ` +
        `replay with motif-search ${header.codeVersion}`,
    )
  }
  const study = parseStudy(header.study, 'the study of the run')
  const summary = reader.candidates().find(({ hash }) => hash === candidateHash)
  const candidate = parseTopology(summary?.topology, `candidate ${candidateHash.slice(0, 12)}`)
  const encoded = await sharedDataset(study, options)
  for (const { override, dataKey: key } of stored) {
    if (dataKey(study.data, override, encoded?.key ?? null) === key) continue
    throw new UsageError('the data has changed since the run: give the same files with --data')
  }
  const items = stored.map(
    ({ replicate, epochs, scoreOn, trainOn, override }): EvaluationItem => ({
      ...{ kind: 'evaluation', candidate, replicate, epochs, scoreOn, trainOn, override },
    }),
  )
  const evaluator = createThreadEvaluator(studyContext(study, encoded), Math.min(options.threads, items.length))
  try {
    const results: Replayed[] = []
    for await (const { index, result } of evaluator.evaluate(items, { signal: options.signal })) {
      if (result.kind !== 'evaluation')
        throw new Error(`a replay asked for evaluations, but was told of ${result.kind}`)
      const again = result.outcome
      results[index] = { stored: stored[index], again, differences: outcomeDifferences(stored[index].outcome, again) }
      options.onReplayed?.(results[index])
    }
    return results
  } finally {
    await evaluator.close()
  }
}

/** Names of the parts in which two outcomes differ; numbers are compared bit for bit. */
export function outcomeDifferences(a: Outcome, b: Outcome): string[] {
  if (a.state !== b.state) return [`state (${a.state}, now ${b.state})`]
  const [x, y] = [parts(a), parts(b)]
  return Object.keys(x).filter((name) => x[name] !== y[name])
}

function parts(outcome: Outcome): Record<string, string> {
  const { score, ...rest } = { score: {}, ...outcome }
  return Object.fromEntries(Object.entries({ ...score, ...rest }).map(([name, value]) => [name, documentText(value)]))
}
