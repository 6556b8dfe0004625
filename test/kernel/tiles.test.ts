import { describe, expect, it } from 'vitest'
import type { GradientRule } from '../../src/kernel/kernel.js'
import type { ConnectionPlan, NetworkPlan } from '../../src/kernel/plan.js'
import { MOST_NEURONS, tilesOf } from '../../src/kernel/tiles.js'
import { WasmKernel } from '../../src/kernel/wasm-kernel.js'
import { conformsToKernel } from '../conformance/kernel.js'

const block = (size: number): ConnectionPlan => ({ kind: 'block', size })

describe('tiles', () => {
  it('are cut between motifs of every size and between columns of 16, and leave no neuron out', () => {
    expect(tilesOf({ inputs: 1, neurons: 25_600, connections: [block(16)] })).toEqual(
      Array.from({ length: 16 }, (_, i) => ({ first: 1600 * i, neurons: 1600 })),
    )
    // 5040 = lcm(16, 20, 7) x 9: four tiles would be 1260 neurons, the next multiple of 560 is 1680.
    expect(tilesOf({ inputs: 1, neurons: 5040, connections: [block(20), block(7)] })).toEqual([
      { first: 0, neurons: 1680 },
      { first: 1680, neurons: 1680 },
      { first: 3360, neurons: 1680 },
    ])
    expect(tilesOf({ inputs: 1, neurons: 1611, connections: [] })).toEqual([
      { first: 0, neurons: 816 },
      { first: 816, neurons: 795 },
    ])
  })

  it('are whole layers where these are small or their synapses reach beyond motifs', () => {
    const whole = (neurons: number, connections: readonly ConnectionPlan[]) => {
      expect(tilesOf({ inputs: 1, neurons, connections })).toEqual([{ first: 0, neurons }])
    }
    whole(MOST_NEURONS, [block(16)])
    whole(3200, [block(16), { kind: 'lateral', distance: 16, ring: false }])
    whole(3200, [{ kind: 'dense' }])
    whole(3200, [{ kind: 'csr', rowStart: new Uint32Array(3201), target: new Uint32Array(0) }])
  })
})

const TSSL: GradientRule = { rule: 'tssl-bp', surrogate: { kind: 'logistic', width: 0.2 }, reset: 'full' }
const FAST: GradientRule = { rule: 'surrogate', surrogate: { kind: 'fast-sigmoid', slope: 10 }, reset: 'full' }
const rules: Record<string, GradientRule> = {
  surrogate: FAST,
  'sparse surrogate': { ...FAST, sparseSurrogate: 0.05 },
  'tssl-bp': TSSL,
  'tssl-bp, sparse, with checkpoints': { ...TSSL, sparseSurrogate: 0.3, checkpoints: true },
}

describe.each(Object.keys(rules))('SIMD kernel in tiles, %s', (rule) => {
  // Spikes of tiles are events of the second layer, tiles of the third share the error of the second.
  const plan: NetworkPlan = {
    layers: [
      { inputs: 5, neurons: 1616, connections: [block(16), block(4)] },
      { inputs: 1616, neurons: 6, connections: [] },
      { inputs: 6, neurons: 1640, connections: [block(20)] },
    ],
    tauSyn: 4,
    readout: { kind: 'linear', classes: 3 },
  }
  it('has tiles of different sizes', () => {
    expect(plan.layers.map((layer) => tilesOf(layer).map(({ neurons }) => neurons))).toEqual([
      [816, 800],
      [6],
      [880, 760],
    ])
  })

  conformsToKernel((p, r) => new WasmKernel(p, r, { steps: 4, events: 8 }), plan, rules[rule], {
    gain: 0.9,
    steps: [14, 5],
  })
})
