import { describe, expect, it } from 'vitest'
import type { ConnectionPlan, NetworkPlan } from '../../src/kernel/plan.js'
import { eachRecurrentSynapse, eachSynapse } from '../../src/kernel/synapses.js'

/** [target, weight] of presynaptic neuron k among six. */
function row(connection: ConnectionPlan, k: number): [number, number][] {
  const synapses: [number, number][] = []
  eachSynapse(connection, 6, k, (target, weight) => synapses.push([target, weight]))
  return synapses
}

describe('eachSynapse', () => {
  it('leads from a neuron to all of its block', () => {
    const block = { kind: 'block', size: 3 } as const
    expect(row(block, 1)).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ])
    expect(row(block, 3)).toEqual([
      [3, 9],
      [4, 10],
      [5, 11],
    ])
  })

  it('leads along a lateral link up, then down, and stops at the ends of a line', () => {
    const line = { kind: 'lateral', distance: 2, ring: false } as const
    expect(row(line, 1)).toEqual([[3, 1]])
    expect(row(line, 2)).toEqual([
      [4, 2],
      [0, 8],
    ])
    expect(row(line, 5)).toEqual([[3, 11]])
  })

  it('closes lateral links to a ring', () => {
    const ring = { kind: 'lateral', distance: 2, ring: true } as const
    expect(row(ring, 1)).toEqual([
      [3, 1],
      [5, 7],
    ])
    expect(row(ring, 4)).toEqual([
      [0, 4],
      [2, 10],
    ])
  })

  it('leads from a neuron to all of a dense layer', () => {
    expect(row({ kind: 'dense' }, 2)).toEqual([0, 1, 2, 3, 4, 5].map((target) => [target, 12 + target]))
  })

  it('leads to the targets of a sparse row', () => {
    const rowStart = Uint32Array.of(0, 1, 3, 3, 3, 3, 4)
    const sparse = { kind: 'csr', rowStart, target: Uint32Array.of(4, 0, 5, 2) } as const
    expect([0, 1, 2, 5].map((k) => row(sparse, k))).toEqual([
      [[4, 0]],
      [
        [0, 1],
        [5, 2],
      ],
      [],
      [[2, 3]],
    ])
  })
})

describe('eachRecurrentSynapse', () => {
  it('counts neurons within the layer and weights through the whole plan, a connection after the other', () => {
    const plan: NetworkPlan = {
      layers: [
        { inputs: 3, neurons: 2, connections: [{ kind: 'dense' }] },
        {
          inputs: 2,
          neurons: 4,
          connections: [
            { kind: 'block', size: 1 },
            { kind: 'lateral', distance: 3, ring: false },
          ],
        },
      ],
      tauSyn: 4,
      readout: { kind: 'linear', classes: 2 },
    }
    const synapses: number[][] = []
    eachRecurrentSynapse(plan, 1, (...synapse) => synapses.push(synapse))
    // 6 input weights and 4 recurrent ones of layer 0, 8 input weights of layer 1, then its blocks and its links.
    expect(synapses).toEqual([
      [0, 0, 18],
      [1, 1, 19],
      [2, 2, 20],
      [3, 3, 21],
      [0, 3, 22],
      [3, 0, 29],
    ])
  })
})
