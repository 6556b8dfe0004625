import { describe, expect, it } from 'vitest'
import { pulsePacket, quantile } from '../../src/analysis/pulse-packet.js'
import { type SpikeRecord, spikeListOf } from '../../src/analysis/spike-record.js'
import { spreadProfile } from '../../src/analysis/spread-profile.js'

const packetOf = (...times: number[]) => pulsePacket(Float64Array.from(times), 0.02)

describe('a pulse packet', () => {
  it('has the count, median, spread and ends of its spikes', () => {
    const packet = packetOf(1, 2, 3, 4)
    expect(packet).toMatchObject({ count: 4, median: 2.5, mean: 2.5, iqr: 1.5, first: 1, last: 4 })
    expect(packet.std).toBeCloseTo(Math.sqrt(1.25), 12)
  })

  it('of simultaneous spikes has the width of the smoothing kernel, 2.355 standard deviations', () => {
    expect(packetOf(0.5, 0.5, 0.5).fwhm).toBeCloseTo(0.02 * 2 * Math.sqrt(2 * Math.log(2)), 4)
  })

  it('is measured at its tallest peak', () => {
    const wide = Array.from({ length: 5 }, (_, i) => 2 + 0.1 * i)
    expect(packetOf(0.5, 0.5, 0.5, 0.5, ...wide).fwhm).toBeCloseTo(0.0471, 3)
  })

  it('is wider the more its spikes are spread', () => {
    const normal = (sd: number) => Array.from({ length: 199 }, (_, i) => 1 + sd * Math.tan(1.2 * ((i + 1) / 100 - 1)))
    expect(packetOf(...normal(0.1)).fwhm).toBeGreaterThan(1.5 * packetOf(...normal(0.05)).fwhm)
  })

  it('of one spike or none has no width', () => {
    expect(packetOf(0.5)).toMatchObject({ count: 1, std: Number.NaN, fwhm: Number.NaN })
    expect(packetOf()).toMatchObject({ count: 0, median: Number.NaN, first: Number.NaN })
  })

  it('has quantiles between its order statistics, as NumPy', () => {
    expect(quantile(Float64Array.of(1, 2, 4, 8), 0.25)).toBe(1.75)
  })
})

describe('the spread profile', () => {
  const layer = (name: string, widths: readonly number[]) => ({
    name,
    neurons: 4,
    excitatory: Uint8Array.of(1, 1, 1, 0),
    spikes: widths.map((w) => spikeListOf([0.5, 0.5 + w, 0.5 + 2 * w, 0.5 + 3 * w])),
  })
  const record: SpikeRecord = {
    unit: 'tauSyn',
    classNames: ['a', 'b'],
    labels: Uint16Array.of(0, 1),
    answers: Int16Array.of(0, 1),
    layers: [layer('input', [0.01, 0.01]), layer('hidden 1', [0.04, 0.04]), layer('hidden 2', [0.015, 0.015])],
    decisions: Float64Array.of(0.58, Number.POSITIVE_INFINITY),
    decidedBy: 'first output spike',
  }

  it('takes spikes up to the decision, or all of them', () => {
    expect(spreadProfile(record, 'causal', 0.02).layers[1].count).toBe((3 + 4) / 2)
    expect(spreadProfile(record, 'all', 0.02).layers[1].count).toBe(4)
  })

  it('measures excitatory and inhibitory neurons apart', () => {
    // Spikes at 0.50, 0.54, 0.58 and, of the inhibitory one, 0.62.
    const { excitatory, inhibitory, median, std, peakWidth } = spreadProfile(record, 'all', 0.02).layers[1]
    expect(median).toBeCloseTo(0.56, 12)
    expect(std).toBeCloseTo(0.04 * Math.sqrt(1.25), 12)
    expect(excitatory?.count).toBe(3)
    expect(excitatory?.median).toBeCloseTo(0.54, 12)
    expect(excitatory?.std).toBeCloseTo(0.04 * Math.sqrt(2 / 3), 12)
    expect(excitatory?.iqr).toBeCloseTo(0.04, 12)
    expect(excitatory?.last).toBeCloseTo(0.58, 12)
    expect(excitatory?.fwhm).toBe(peakWidth)
    expect(inhibitory).toMatchObject({ count: 1, first: 0.62, last: 0.62, std: Number.NaN })
  })

  it('has no packet of either sign where signs are not told apart', () => {
    const layers = record.layers.map((one) => ({ ...one, excitatory: null }))
    const [input] = spreadProfile({ ...record, layers }, 'all', 0.02).layers
    expect(input).toMatchObject({ excitatory: null, inhibitory: null, count: 4, peakWidth: input.fwhm })
  })

  it('finds the widest layer and how much the last one narrows again', () => {
    const { widest, mostSpread, reconvergence, sharpening } = spreadProfile(record, 'all', 0.02)
    expect(widest).toBe('hidden 1')
    expect(mostSpread).toBe('hidden 1')
    expect(reconvergence).toBeLessThan(1)
    expect(sharpening).toBeCloseTo(0.04 / 0.015, 6)
  })

  it('finds the hidden layer of the greatest standard deviation, though the inputs have a greater', () => {
    const layers = [layer('input', [0.9, 0.9]), layer('hidden 1', [0.01, 0.01]), layer('hidden 2', [0.03, 0.03])]
    expect(spreadProfile({ ...record, layers }, 'all', 0.02).mostSpread).toBe('hidden 2')
  })
})
