import { describe, expect, it } from 'vitest'
import { judgedMerit, judgementItems, meritMetric } from '../../src/evaluation/judgement.js'
import { metricOf } from '../../src/evaluation/metric.js'
import { tinyTopology } from '../learning/tiny.js'

describe('judgementItems', () => {
  it('trains replicates on all training samples and scores them on the selection split, never on test', () => {
    const candidate = tinyTopology()
    const items = judgementItems(candidate, 2, 7)
    expect(items.map(({ replicate }) => replicate)).toEqual([0, 1])
    for (const item of items) {
      expect(item).toMatchObject({ candidate, epochs: 7, scoreOn: 'selection', trainOn: ['weights', 'alpha'] })
    }
  })
})

describe('judgedMerit', () => {
  const [accuracy, loss] = [metricOf({}), metricOf({ metric: 'loss' })]

  it('is what more of is better, by the metric, and none where there is no score', () => {
    const score = { accuracy: 0, loss: 1.5, spikesPerSample: 1, synapticOperations: 20, firingRate: 0.1 }
    const scored = { state: 'scored', score, labels: [], epochs: [], networkHash: '' } as const
    expect(judgedMerit({ kind: 'evaluation', outcome: scored }, accuracy)).toBe(0)
    expect(judgedMerit({ kind: 'evaluation', outcome: scored }, loss)).toBe(-1.5)
    const diverged = { state: 'diverged', epoch: 0, step: 1, epochs: [] } as const
    expect(judgedMerit({ kind: 'evaluation', outcome: diverged }, accuracy)).toBeUndefined()
    const unclassed = { ...scored, score: { ...score, accuracy: Number.NaN } }
    expect(judgedMerit({ kind: 'evaluation', outcome: unclassed }, accuracy)).toBeUndefined()
  })

  it('is logged under the name and in the direction of its metric', () => {
    expect(meritMetric('best', accuracy, 0.75)).toEqual({ bestAccuracy: 0.75 })
    expect(meritMetric('selection', loss, -1.5)).toEqual({ selectionLoss: 1.5 })
  })
})
