import { type Metric, scoreBy } from '../evaluation/metric.js'
import { distribution } from '../store/candidate-summary.js'
import type { Distribution } from '../store/records.js'
import type { RunReader } from '../store/run-reader.js'
import type { Topology } from '../topology/topology.js'
import { parseTopology } from '../topology/topology-document.js'
import type { CheckTable } from './check-table.js'

/** What a run has found, out of its store. */
export interface RunResult {
  /** Hash of the canonical form. */
  readonly candidate: string
  readonly topology: Topology
  /** `search`: the strategy's answer. `so far`: the best scored candidate of a search that has not ended. */
  readonly from: 'search' | 'so far'
  readonly metric: Metric
  /** By the metric, on the selection split. */
  readonly validation: Distribution
  /** On the test split, at the study's own difficulty; undefined until it was measured. */
  readonly test: Distribution | undefined
  readonly tables: readonly CheckTable[]
}

/** Undefined while nothing was scored. */
export function runResult(store: RunReader): RunResult | undefined {
  const best = store.result('best') as { candidate: string; topology: unknown } | undefined
  const found = best ?? bestSoFar(store)
  if (found === undefined) return undefined
  return {
    candidate: found.candidate,
    topology: parseTopology(found.topology, `candidate ${found.candidate.slice(0, 12)}`),
    from: best === undefined ? 'so far' : 'search',
    metric: store.metric,
    validation: scores(store, found.candidate, 'selection'),
    test: ifAny(scores(store, found.candidate, 'test')),
    tables: (store.result('comparisons') ?? []) as readonly CheckTable[],
  }
}

function bestSoFar(store: RunReader): { candidate: string; topology: unknown } | undefined {
  const best = store.bestCandidate()
  return best && { candidate: best.hash, topology: best.topology }
}

/** Of the trainings with the largest budget; those at another difficulty answer another question. */
function scores(store: RunReader, candidateHash: string, scoreOn: 'selection' | 'test'): Distribution {
  const own = store
    .evaluations({ candidateHash })
    .filter((e) => e.scoreOn === scoreOn && Object.keys(e.override).length === 0)
    .sort((a, b) => a.replicate - b.replicate)
  const most = Math.max(...own.map((e) => e.epochs))
  return distribution(
    own.flatMap((e) =>
      e.epochs === most && e.outcome.state === 'scored' ? [scoreBy(store.metric, e.outcome.score)] : [],
    ),
  )
}

const ifAny = (found: Distribution): Distribution | undefined => (found.n > 0 ? found : undefined)
