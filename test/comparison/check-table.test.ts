import { describe, expect, it } from 'vitest'
import { armScores, checkedTopologies, checkItems, checkTable } from '../../src/comparison/check-table.js'
import type { Outcome } from '../../src/evaluation/outcome.js'
import type { WorkResult } from '../../src/evaluation/work-item.js'
import { key } from '../../src/kernel/numerics/random.js'
import { canonicalTopology, topologyHash } from '../../src/topology/canonical-form.js'
import { randomTopology } from '../../src/topology/search-space.js'
import { synapseCount } from '../../src/topology/size.js'
import { tinyStudy } from '../search/tiny-study.js'

const ARMS = [{ topology: 'random', draws: 2 }, { topology: 'dense-ei' }, { topology: 'feed-forward' }]
const study = tinyStudy({
  comparisons: [{ question: 'Is it better?', replicates: 2, arms: ARMS, override: { gap: 4 } }],
})
const [spec] = study.comparisons
const discovered = randomTopology(study.space, key(1))
const topologies = checkedTopologies(study, spec, discovered)

const scored = (accuracy: number, spikesPerSample = 10): WorkResult => ({
  kind: 'evaluation',
  outcome: {
    state: 'scored',
    score: { accuracy, loss: 1, spikesPerSample, synapticOperations: 20, firingRate: 0.1 },
    labels: [],
    epochs: [],
    networkHash: 'hash',
  },
})
const failed = (outcome: Outcome): WorkResult => ({ kind: 'evaluation', outcome })
const diverged = failed({ state: 'diverged', epoch: 0, step: 1, epochs: [] })
const crashed = failed({ state: 'crashed', message: 'out of memory' })

describe('the topologies of a check', () => {
  it('are the discovered one and every draw of every arm', () => {
    expect(topologies.map(({ arm }) => arm)).toEqual(['discovered', 'random', 'random', 'dense-ei', 'feed-forward'])
    expect(topologies[0].topology).toBe(discovered)
    const hashes = topologies.map(({ topology }) => topologyHash(canonicalTopology(topology).topology))
    expect(new Set(hashes).size).toBe(5)
  })

  it('are drawn from the seed of the study', () => {
    expect(checkedTopologies(study, spec, discovered)).toEqual(topologies)
    expect(checkedTopologies({ ...study, seed: 9 }, spec, discovered)[1]).not.toEqual(topologies[1])
  })

  it('have the motif size that was discovered, in each layer its own', () => {
    const layers = [
      { neurons: 16, motifSizes: [4, 8] },
      { neurons: 12, motifSizes: [6, 3] },
    ]
    const arms = [{ topology: 'random' }, { topology: 'ring' }, { topology: 'random-sparse' }]
    const deep = tinyStudy({ layers, comparisons: [{ arms }] })
    for (let draw = 0; draw < 8; draw++) {
      const found = randomTopology(deep.space, key(2, draw))
      const sizes = (topology: typeof found) =>
        topology.layers.map(({ recurrent }) => (recurrent.kind === 'motif' ? recurrent.motif.size : undefined))
      const [, random, ring, sparse] = checkedTopologies(deep, deep.comparisons[0], found)
      expect([sizes(random.topology), sizes(ring.topology)]).toEqual([sizes(found), sizes(found)])
      expect(synapseCount(sparse.topology)).toBe(synapseCount(found))
    }
  })

  it('are trained on fresh replicates, at the difficulty of the comparison, and scored on the test split', () => {
    const items = checkItems(study, spec, topologies)
    expect(items.map(({ candidate }) => candidate)).toEqual(topologies.flatMap(({ topology }) => [topology, topology]))
    expect(items.map(({ replicate }) => replicate)).toEqual([1, 2, 3, 4, 5].flatMap(() => [1000, 1001]))
    for (const item of items) {
      expect(item).toMatchObject({ scoreOn: 'test', override: { gap: 4 }, epochs: 2, trainOn: ['weights', 'alpha'] })
    }
  })
})

describe('the table of a check', () => {
  const results = [
    [scored(0.9), scored(0.8)],
    [scored(0.7), diverged],
    [scored(0.6), scored(0.6)],
    [crashed, diverged],
    [scored(0.55, 20), scored(0.65, 30)],
  ]
  const table = checkTable(study, spec, topologies, results.flat())
  const rowOf = (arm: string) => table.rows.find((row) => row.arm === arm)

  it('counts a failure at chance, and says how many there are', () => {
    expect(table.chance).toBe(0.5)
    expect(rowOf('random')?.draws.map(({ values, failures }) => [values, failures])).toEqual([
      [[0.7, 0.5], 1],
      [[0.6, 0.6], 0],
    ])
    expect(rowOf('dense-ei')?.draws[0]).toMatchObject({ values: [0.5, 0.5], failures: 2, spikesPerSample: 0 })
  })

  it('has a row per arm with all its values', () => {
    expect(table.rows.map((row) => [row.arm, armScores(table, row).n])).toEqual([
      ['discovered', 2],
      ['random', 4],
      ['dense-ei', 2],
      ['feed-forward', 2],
    ])
    const random = rowOf('random') ?? table.rows[0]
    const { draws } = random
    const accuracy = armScores(table, random)
    expect(accuracy.mean).toBeCloseTo(0.6, 12)
    expect(accuracy.sd).toBeCloseTo(Math.sqrt(0.02 / 3), 12)
    expect(draws[0].candidate).toBe(topologyHash(canonicalTopology(topologies[1].topology).topology))
    expect(rowOf('feed-forward')?.draws[0]).toMatchObject({
      synapses: 0,
      parameters: 12 * 16 + 16 * 2,
      spikesPerSample: 25,
    })
  })

  it('compares the discovered topology with the unoptimised motifs together, and with each arm', () => {
    expect(table.headline?.estimate).toBeCloseTo(0.85 - (0.7 + 0.5 + 0.6 + 0.6 + 0.5 + 0.5) / 6, 12)
    expect(Object.keys(table.differences)).toEqual(['random', 'dense-ei', 'feed-forward'])
    expect(table.differences['feed-forward'].estimate).toBeCloseTo(0.25, 12)
    expect(table.differences['feed-forward'].low).toBeLessThan(table.differences['feed-forward'].high)
  })

  it('has no headline without an arm that nobody optimised', () => {
    const other = tinyStudy({ comparisons: [{ replicates: 1, arms: [{ topology: 'feed-forward' }] }] })
    const both = checkedTopologies(other, other.comparisons[0], discovered)
    const small = checkTable(other, other.comparisons[0], both, [scored(0.9), scored(0.6)])
    expect(small.headline).toBeNull()
    expect(small.rows[0].accuracy).toEqual({ mean: 0.9, sd: 0, n: 1, values: [0.9] })
  })

  it('carries its question and conditions', () => {
    expect(table).toMatchObject({ question: 'Is it better?', override: { gap: 4 }, replicates: 2 })
  })
})
