import { expect, it } from 'vitest'
import type { EncodedSignal } from '../../src/data/encoders/encoded-sample.js'
import { type EncoderSettings, encoderShape, encoderSignals, makeEncoder } from '../../src/data/encoders/encoder.js'
import { shapeOf } from '../../src/data/encoders/signal-shape.js'
import type { Signal } from '../../src/data/signal.js'
import { type Key, key } from '../../src/kernel/numerics/random.js'
import { UsageError } from '../../src/usage-error.js'
import { edgeSignals, longSignals, SIGNAL_KINDS, signalsOf, usualSignals } from '../data/encoders/signals.js'

/** What every encoder promises, whatever its settings. */
export function conformsToEncoder(settings: EncoderSettings): void {
  const kinds = encoderSignals(settings.kind)
  // A latency code takes no series of several steps.
  const usual = signalsOf(usualSignals, kinds).filter((signal) => fits(settings, signal))

  it('makes spikes of usual signals', () => {
    const encode = makeEncoder(settings)
    const counts = usual.map((signal, i) => encode(signal, key(0, i)).step.length)
    for (const kind of kinds) expect(counts.some((count, i) => usual[i].kind === kind && count > 0)).toBe(true)
  })

  it('gives the same again, from a fresh encoder, and in any order', () => {
    const forth = usual.map((signal, i) => makeEncoder(settings)(signal, key(0, i)))
    const kept = makeEncoder(settings)
    const twice = [...usual.keys(), ...[...usual.keys()].reverse()]
    for (const i of twice) expect(kept(usual[i], key(0, i))).toEqual(forth[i])
  })

  it('gives spikes in order and in range of the shape that it said', () => {
    for (const signal of [...usual, ...signalsOf(edgeSignals, kinds)])
      withSpikes(settings, signal, (spikes) => expectInShape(spikes, settings, signal))
  })

  it('leaves the signal as it was', () => {
    usual.forEach((signal) => {
      const copy = structuredClone(signal)
      makeEncoder(settings)(signal, key(0))
      expect(signal).toEqual(copy)
    })
  })

  it.each(kinds)('encodes a very long %s signal or says why not', (kind) => {
    for (const signal of longSignals[kind])
      withSpikes(settings, signal, (spikes) => expectInShape(spikes, settings, signal))
  })

  it('refuses every other kind of signal, naming what fits', () => {
    const encode = makeEncoder(settings)
    for (const other of SIGNAL_KINDS.filter((kind) => !kinds.includes(kind))) {
      const [signal] = usualSignals[other]
      const message = `'${settings.kind}' takes ${kinds.join(' or ')} signals, but the data holds ${other}; for ${other}`
      expect(() => encode(signal, key(0))).toThrow(message)
      expect(() => encoderShape(settings, shapeOf(signal))).toThrow(message)
    }
  })
}

/** Spikes of the same signal, sample by sample. */
export const encodedBy = (settings: EncoderSettings, signal: Signal, sampleKey: Key = key(0)): EncodedSignal =>
  makeEncoder(settings)(signal, sampleKey)

/** An odd signal may be refused, in words; anything else that is thrown is a fault. */
function withSpikes(settings: EncoderSettings, signal: Signal, check: (spikes: EncodedSignal) => void): void {
  let spikes: EncodedSignal
  try {
    spikes = encodedBy(settings, signal)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).toMatch(/^(is|has|holds|data\.encoder)\b/)
    return
  }
  check(spikes)
}

function fits(settings: EncoderSettings, signal: Signal): boolean {
  let fitting = false
  withSpikes(settings, signal, () => {
    fitting = true
  })
  return fitting
}

function expectInShape(spikes: EncodedSignal, settings: EncoderSettings, signal: Signal): void {
  const { channels, blocks, maxSteps } = encoderShape(settings, shapeOf(signal))
  expect(channels % blocks).toBe(0)
  expect(spikes.steps).toBeGreaterThanOrEqual(1)
  expect(spikes.steps).toBeLessThanOrEqual(maxSteps)
  expect(spikes.channel.length).toBe(spikes.step.length)
  expect(spikes.truncated).toBeGreaterThanOrEqual(0)
  let faults = 0
  for (let e = 0; e < spikes.step.length; e++) {
    if (e > 0 && spikes.step[e] < spikes.step[e - 1]) faults++
    if (spikes.step[e] >= spikes.steps || spikes.channel[e] >= channels) faults++
  }
  expect(faults).toBe(0)
}
