import { describe, expect, it } from 'vitest'
import type { EvaluationItem, WorkResult } from '../../src/evaluation/work-item.js'
import { topologyHash } from '../../src/topology/canonical-form.js'
import { hrmas } from '../../strategies/hrmas.js'
import { tinyContext, tinyWorker } from '../conformance/search-run.js'

const context = tinyContext({ iterations: 9 })
const settings = hrmas.settings({ alpha: { rate: 0.5, warmup: 0 }, snapshots: 3, judgements: 2 })

/** The state in which the search wants its choices judged, and alpha at the start of every iteration. */
function searched() {
  const work = tinyWorker(context.recipe, context.seed)
  let state = hrmas.start(context, settings)
  const alphas: Float64Array[] = []
  while (state.phase !== 'judge') {
    state = hrmas.tell(state, work(hrmas.ask(state))).state
    alphas[state.iteration] ??= state.alpha.alpha
  }
  return { state, alphas }
}

function scored(accuracy: number): WorkResult {
  const score = { accuracy, loss: 1, spikesPerSample: 1, synapticOperations: 20, firingRate: 0.1 }
  return { kind: 'evaluation', outcome: { state: 'scored', score, labels: [], epochs: [], networkHash: '' } }
}

describe('snapshots of HRMAS', () => {
  const { state, alphas } = searched()
  const items = hrmas.ask(state) as EvaluationItem[]
  const hashes = items.map(({ candidate }) => topologyHash(candidate))

  it('are alpha at evenly spaced moments of the search, the last its end', () => {
    expect(state.kept).toEqual([alphas[3], alphas[6], alphas[9]])
  })

  it('are each judged on the selection split, as often as asked', () => {
    expect(items).toHaveLength(6)
    expect(new Set(hashes).size).toBe(3)
    expect(items.every(({ scoreOn }) => scoreOn === 'selection')).toBe(true)
    expect(items.map(({ replicate }) => replicate)).toEqual([0, 1, 0, 1, 0, 1])
  })

  it('of which the best on average is the topology found, the later one on a tie', () => {
    const best = (accuracies: readonly number[]) => {
      const told = hrmas.tell(state, accuracies.map(scored))
      const found = hrmas.best(told.state)
      const roles = told.log.candidates.map(({ role }) => role)
      return { hash: found && topologyHash(found), roles }
    }
    expect(best([0.6, 0.6, 0.5, 0.9, 0.6, 0.7])).toEqual({
      hash: hashes[2],
      roles: ['snapshot', 'discovered', 'snapshot'],
    })
    expect(best([0.7, 0.7, 0.5, 0.6, 0.6, 0.8]).hash).toBe(hashes[4])
  })

  it('that were not scored lose', () => {
    const lost: WorkResult = { kind: 'evaluation', outcome: { state: 'diverged', epoch: 0, step: 1, epochs: [] } }
    const told = hrmas.tell(state, [scored(0.5), lost, lost, lost, lost, lost])
    expect(hrmas.best(told.state) && topologyHash(hrmas.best(told.state) as never)).toBe(hashes[0])
  })
})
