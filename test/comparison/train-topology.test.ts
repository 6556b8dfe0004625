import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { outcomeDifferences } from '../../src/comparison/replay.js'
import { trainTopology } from '../../src/comparison/train-topology.js'
import type { Outcome } from '../../src/evaluation/outcome.js'
import { ItemRunner } from '../../src/evaluation/run-item.js'
import { key } from '../../src/kernel/numerics/random.js'
import { parseStudy } from '../../src/search/study.js'
import { canonicalTopology } from '../../src/topology/canonical-form.js'
import { randomTopology } from '../../src/topology/search-space.js'
import { TINY } from '../cli/motif.js'

const study = parseStudy(parse(TINY), 'tiny')
const topology = randomTopology(study.space, key(3))
const { signal } = new AbortController()
const options = { replicate: 2, epochs: 2, encoded: null, signal, test: true }

describe('trainTopology', () => {
  it('gives the network, the scores and the epochs of an evaluation of the same candidate and replicate', async () => {
    const epochs: unknown[] = []
    const network = await trainTopology(study, topology, { ...options, onEpoch: (e) => epochs.push(e) })
    const runner = new ItemRunner({ seed: study.seed, data: study.data, recipe: study.recipe, encoded: null })
    for (const scoreOn of ['selection', 'test'] as const) {
      const { outcome } = runner.run({
        kind: 'evaluation',
        candidate: canonicalTopology(topology).topology,
        replicate: 2,
        epochs: 2,
        scoreOn,
        trainOn: ['weights', 'alpha'],
        override: {},
      }) as { outcome: Outcome }
      expect(outcome).toMatchObject({ networkHash: network?.networkHash, score: network?.score[scoreOn], epochs })
    }
  })

  it('does not touch the test split unless it is asked to', async () => {
    expect((await trainTopology(study, topology, { ...options, test: false }))?.score.test).toBeUndefined()
  })

  it('gives nothing when it was stopped', async () => {
    expect(await trainTopology(study, topology, { ...options, signal: AbortSignal.abort() })).toBeUndefined()
  })

  it('refuses a topology for other data', async () => {
    const wide = { ...topology, inputs: 41 }
    await expect(trainTopology(study, wide, options)).rejects.toThrow('has 41 inputs, but the data has 40 channels')
  })
})

describe('outcomeDifferences', () => {
  const scored = {
    state: 'scored',
    score: { accuracy: 0.5, loss: Number.NaN, spikesPerSample: 1, synapticOperations: 20, firingRate: 0.1 },
    labels: [],
    epochs: [],
    networkHash: 'a',
  } as const satisfies Outcome

  it('finds a last bit, a hash, a state, and takes NaN for itself', () => {
    expect(outcomeDifferences(scored, scored)).toEqual([])
    const bit = { ...scored, score: { ...scored.score, accuracy: 0.5 + 2 ** -53 } }
    expect(outcomeDifferences(scored, bit)).toEqual(['accuracy'])
    expect(outcomeDifferences(scored, { ...scored, networkHash: 'b' })).toEqual(['networkHash'])
    const diverged: Outcome = { state: 'diverged', epoch: 1, step: 2, epochs: [] }
    expect(outcomeDifferences(scored, diverged)).toEqual(['state (scored, now diverged)'])
  })
})
