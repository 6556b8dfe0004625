import { describe, expect, it } from 'vitest'
import { judgedAccuracy, judgementItems } from '../../src/evaluation/judgement.js'
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

describe('judgedAccuracy', () => {
  it('is that of the score, and none where there is no score', () => {
    const score = { accuracy: 0, loss: 1, spikesPerSample: 1, synapticOperations: 20, firingRate: 0.1 }
    const scored = { state: 'scored', score, labels: [], epochs: [], networkHash: '' } as const
    expect(judgedAccuracy({ kind: 'evaluation', outcome: scored })).toBe(0)
    const diverged = { state: 'diverged', epoch: 0, step: 1, epochs: [] } as const
    expect(judgedAccuracy({ kind: 'evaluation', outcome: diverged })).toBeUndefined()
  })
})
