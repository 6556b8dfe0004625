import { describe, expect, it } from 'vitest'
import { balance, layerRates, measureActivity } from '../../src/analysis/activity.js'
import { analyseNetwork } from '../../src/analysis/analyse-network.js'
import { lesions } from '../../src/analysis/lesions.js'
import { memoryCurve } from '../../src/analysis/memory-curve.js'
import { spectralRadius } from '../../src/analysis/spectral-radius.js'
import { SpikeRecorder } from '../../src/analysis/spike-trains.js'
import { DatasetBuilder } from '../../src/data/encoded-dataset.js'
import { handNetwork } from './hand-computed.js'

/** Two samples of 10 steps: two events on channel 0 (class 0), one on channel 1 (class 1). */
function twoSamples() {
  const builder = new DatasetBuilder({ name: 'two', channels: 2, classNames: ['a', 'b'], dt: null })
  builder.startSample({ steps: 10, label: 0, split: 'selection' })
  builder.event(0, 0)
  builder.event(5, 0)
  builder.startSample({ steps: 10, label: 1, split: 'selection' })
  builder.event(3, 1)
  return builder.finish()
}

// Neuron 0 excites 1 and 1 excites 2 in the first motif; in the second, 3 is alone. Input 1 drives neuron 1.
const chain = handNetwork(
  { size: 3, motifs: 2, inputs: 2 },
  [
    { pre: 0, post: 1, weight: 2 },
    { pre: 1, post: 2, weight: 2 },
  ],
  [
    [1, 0],
    [0, 1],
    [0, 0],
    [0, 0],
    [0, 0],
    [0, 0],
  ],
)

describe('spikes of a chain', () => {
  it('pass from neuron to neuron, a step each', () => {
    const sample = { steps: 6, step: Uint16Array.of(1), channel: Uint16Array.of(0) }
    const { layers, outputs } = new SpikeRecorder(chain).record(sample)
    expect(layers).toEqual([{ neurons: 6, step: [1, 2, 3], neuron: [0, 1, 2] }])
    expect(Array.from(outputs)).toEqual([1, 1])
  })
})

describe('activity', () => {
  const activity = measureActivity(chain, twoSamples(), [0, 1])

  it('counts rates over samples and steps', () => {
    // Two chains of three spikes in the first sample; in the second neuron 1, then 2.
    expect(Array.from(activity.rates)).toEqual([0.1, 0.15, 0.15, 0, 0, 0].map((x) => expect.closeTo(x, 12)))
    expect(activity.spikesPerSample).toBe(4)
    expect(layerRates(chain, activity)).toEqual([
      {
        neurons: 6,
        mean: expect.closeTo(0.4 / 6, 12),
        median: expect.closeTo(0.05, 12),
        lowest: 0,
        highest: expect.closeTo(0.15, 12),
        silent: 3,
      },
    ])
  })

  it('counts an operation a synapse that an event or spike goes over', () => {
    // Events: 3 onto 6 neurons. Spikes onto the readout's 2 classes: 8. Recurrent: 0 -> 1 twice, 1 -> 2 three times.
    expect(activity.synapticOperations).toBe((3 * 6 + 8 * 2 + 2 + 3) / 2)
  })

  it('is scored as the readout says: two spikes each in the first sample, a tie that class 0 takes', () => {
    expect(activity.accuracy).toBe(1)
  })

  it('balances what arrives by sign', () => {
    const pair = handNetwork({ size: 2, motifs: 1, inputs: 2, drive: 3 }, [
      { pre: 0, post: 1, weight: 0.25 },
      { pre: 1, post: 0, weight: -0.5 },
    ])
    const own = measureActivity(pair, twoSamples(), [0, 1])
    expect(Array.from(own.rates)).toEqual([0.1, 0.05].map((x) => expect.closeTo(x, 12)))
    expect(balance(pair, 0, own)).toEqual({
      excitation: expect.closeTo((0.25 * 0.1) / 2, 12),
      inhibition: expect.closeTo((0.5 * 0.05) / 2, 12),
      inhibitoryShare: expect.closeTo(0.5, 12),
      excitatorySynapses: 1,
      inhibitorySynapses: 1,
    })
  })
})

describe('the spectral radius', () => {
  it('of a chain is 0, of a ring the root of the product of its weights', () => {
    // A chain has no cycle: its matrix is nilpotent, which eigenvalues tell to the cube root of a rounding only.
    expect(spectralRadius(chain, 0)).toBeCloseTo(0, 4)
    const ring = handNetwork({ size: 3, motifs: 1, inputs: 1 }, [
      { pre: 0, post: 1, weight: 0.5 },
      { pre: 1, post: 2, weight: 2 },
      { pre: 2, post: 0, weight: 8 },
    ])
    expect(spectralRadius(ring, 0)).toBeCloseTo(2, 6)
  })

  it('is that of complex eigenvalues too, of the largest motif, and grows with R', () => {
    const turn = handNetwork({ size: 2, motifs: 2, inputs: 1 }, [
      { pre: 0, post: 1, weight: 0.5 },
      { pre: 1, post: 0, weight: -0.5 },
      { pre: 2, post: 3, weight: 0.9 },
      { pre: 3, post: 2, weight: -0.4 },
    ])
    expect(spectralRadius(turn, 0)).toBeCloseTo(0.6, 6)
    expect(spectralRadius({ ...turn, resistance: turn.resistance.map((r) => 3 * r) }, 0)).toBeCloseTo(1.8, 6)
  })
})

describe('lesions', () => {
  it('silence one motif at a time and leave the rest', () => {
    // Class 1 is told by neuron 1 of the first motif alone; without it every output is 0 and class 0 is said.
    expect(lesions(chain, twoSamples(), [0, 1])).toEqual([
      { layer: 0, motif: 0, accuracy: 0.5 },
      { layer: 0, motif: 1, accuracy: 1 },
    ])
    expect(chain.resistance).toEqual(new Float32Array(6).fill(1))
  })
})

describe('the memory curve', () => {
  it('of a delay line is 1 as far as the line goes, and nearly 0 beyond', () => {
    const line = handNetwork(
      { size: 4, motifs: 1, inputs: 1 },
      [0, 1, 2].map((k) => ({ pre: k, post: k + 1, weight: 2 })),
    )
    const { recall, capacity } = memoryCurve(line, { hold: 1, rate: 1, delays: 6, symbols: 400 })
    for (const delay of [0, 1, 2, 3]) expect(recall[delay]).toBeCloseTo(1, 6)
    for (const delay of [4, 5, 6]) expect(recall[delay]).toBeLessThan(0.05)
    expect(capacity).toBeGreaterThan(2.99)
    expect(capacity).toBeLessThan(3.15)
  })

  it('of a silent network is 0', () => {
    const silent = handNetwork({ size: 2, motifs: 1, inputs: 1, drive: 0 }, [])
    expect(memoryCurve(silent, { delays: 3, symbols: 60 }).recall).toEqual([0, 0, 0, 0])
  })
})

describe('a whole analysis', () => {
  it('puts the measures together', () => {
    const found = analyseNetwork(chain, twoSamples(), { samples: [0, 1], memory: { symbols: 100, delays: 4 } })
    expect(found).toMatchObject({
      samples: 2,
      accuracy: 1,
      spikesPerSample: 4,
      layers: [{ layer: 0, kind: 'recurrent' }],
    })
    expect(found.memory.recall).toHaveLength(5)
  })
})
