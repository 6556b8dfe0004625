import { z } from 'zod'
import type { Key } from '../../kernel/numerics/random.js'
import { UsageError } from '../../usage-error.js'
import type { Signal, SignalShape } from '../signal.js'
import { bin, binSchema } from './bin.js'
import { delta, deltaSchema } from './delta.js'
import type { EncodedSignal } from './encoded-sample.js'
import { latency, latencySchema } from './latency.js'
import { logMel, logMelSchema } from './log-mel.js'
import { lyonBsa, lyonBsaSchema } from './lyon-bsa.js'
import { poisson, poissonSchema } from './poisson.js'
import { type EncodedShape, type ReductionSettings, reducedShape, reduceSpikes } from './reduction.js'
import { shapeOf } from './signal-shape.js'
import type { SpikeEncoder } from './spike-encoder.js'

type SignalKind = Signal['kind']

/** The `encoder` section of a study's `data`; by its id the JSON schema of studies says it once. */
export const encoderSchema = z
  .discriminatedUnion('kind', [lyonBsaSchema, logMelSchema, poissonSchema, latencySchema, deltaSchema, binSchema])
  .meta({ id: 'encoder' })
export type EncoderSettings = z.output<typeof encoderSchema>
export type EncoderKind = EncoderSettings['kind']

interface EncoderFacts {
  readonly version: number
  readonly signals: readonly SignalKind[]
}

/** All encoders; a kind without one does not compile. */
const ENCODERS: { readonly [K in EncoderKind]: EncoderFacts } = {
  'lyon-bsa': lyonBsa,
  'log-mel': logMel,
  poisson,
  latency,
  delta,
  bin,
}

export const ENCODER_KINDS = Object.keys(ENCODERS) as EncoderKind[]

/** Part of every cache key: it changes when the spikes of the same signal and settings change. */
export const encoderVersion = (kind: EncoderKind): number => ENCODERS[kind].version

/** Kinds of signals that an encoder takes. */
export const encoderSignals = (kind: EncoderKind): readonly SignalKind[] => ENCODERS[kind].signals

/** Encoders that take signals of a kind. */
export const encodersFor = (signal: SignalKind): EncoderKind[] =>
  ENCODER_KINDS.filter((kind) => ENCODERS[kind].signals.includes(signal))

/** An encoder with its settings. */
interface BoundEncoder {
  shape(input: SignalShape): EncodedShape
  create(): Encode
}

/**
 * From a signal to spikes. Random encoders depend on `sampleKey` and their seed alone, so give every sample a key of
 * its own that does not change with the order, such as key(0, path). Throws UnfitSignal when this one cannot be encoded.
 */
export type Encode = (signal: Signal, sampleKey: Key) => EncodedSignal

/** Channels and steps of the spikes, from settings and the signals' shape. Throws UsageError when they do not fit. */
export const encoderShape = (settings: EncoderSettings, input: SignalShape): EncodedShape =>
  bound(settings).shape(input)

/** Keeps working memory between calls: make one per thread. Throws UsageError for a signal of another kind. */
export const makeEncoder = (settings: EncoderSettings): Encode => bound(settings).create()

function bound(settings: EncoderSettings): BoundEncoder {
  switch (settings.kind) {
    case 'lyon-bsa':
      return bind(lyonBsa, settings)
    case 'log-mel':
      return bind(logMel, settings)
    case 'poisson':
      return bind(poisson, settings)
    case 'latency':
      return bind(latency, settings)
    case 'delta':
      return bind(delta, settings)
    case 'bin':
      return bind(bin, settings)
  }
}

function bind<Settings extends ReductionSettings, Kind extends SignalKind>(
  encoder: SpikeEncoder<Settings, Kind>,
  settings: Settings,
): BoundEncoder {
  const rawShape = (input: SignalShape) => encoder.shape(settings, taken(encoder, input))
  return {
    shape: (input) => reducedShape(rawShape(input), settings),
    create() {
      const encode = encoder.create(settings)
      return (signal, sampleKey) =>
        reduceSpikes(encode(taken(encoder, signal), sampleKey), rawShape(shapeOf(signal)), settings)
    },
  }
}

/** The signal or shape itself, known to be of a kind that the encoder takes. */
function taken<Kind extends SignalKind, Thing extends { readonly kind: SignalKind }>(
  encoder: { readonly kind: string; readonly signals: readonly Kind[] },
  thing: Thing,
): Extract<Thing, { kind: Kind }> {
  if (isOneOf(thing, encoder.signals)) return thing
  throw new UsageError(
    `data.encoder: '${encoder.kind}' takes ${encoder.signals.join(' or ')} signals, but the data holds ${thing.kind}; ` +
      `for ${thing.kind} there is ${encodersFor(thing.kind).join(', ')}`,
  )
}

function isOneOf<Kind extends SignalKind, Thing extends { readonly kind: SignalKind }>(
  thing: Thing,
  kinds: readonly Kind[],
): thing is Extract<Thing, { kind: Kind }> {
  return kinds.some((kind) => kind === thing.kind)
}
