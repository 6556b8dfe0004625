import { z } from 'zod'
import { type EncoderSettings, encoderSchema } from './encoders/encoder.js'
import type { SetName } from './sets/file-sets.js'
import type { SignalShape } from './signal.js'
import { sharesSchema, takesOrSharesSchema, userSharesSchema } from './splits/split-spec.js'
import { userNameSchema } from './user/user-description.js'

type EncoderInput = z.input<typeof encoderSchema>

/** The `data` section of a published set: which encoder it gets unless the study names one. */
const setSchema = <Name extends SetName>(source: Name, encoder: EncoderInput) =>
  z.strictObject({
    source: z.literal(source),
    encoder: encoderSchema.prefault(encoder),
    splits: sharesSchema.prefault({}),
  })

const SPEECH: EncoderInput = { kind: 'lyon-bsa' }

/** Settings of every set that lies in files, told apart by `source`. */
export const fileSchemas = [
  z.strictObject({
    source: z.literal('fsdd'),
    encoder: encoderSchema.prefault(SPEECH),
    /** The official test files are takes 0 to 4. */
    splits: takesOrSharesSchema.prefault({}),
  }),
  setSchema('n-mnist', { kind: 'bin', stepMicros: 10_000, maxSteps: 32 }),
  /** 4 x 4 pixels pooled to 32 x 32 x 2, the first 1.5 s. */
  setSchema('dvs-gesture', { kind: 'bin', from: 'first', stepMicros: 20_000, pool: 4, maxSteps: 75 }),
  setSchema('mnist', { kind: 'latency' }),
  setSchema('fashion-mnist', { kind: 'latency' }),
  setSchema('n-tidigits', { kind: 'bin', stepMicros: 5000, maxSteps: 300 }),
  /** 100 steps of 14 ms over 1.4 s. */
  setSchema('shd', { kind: 'bin', stepMicros: 14_000, maxSteps: 100 }),
  setSchema('ssc', { kind: 'bin', stepMicros: 14_000, maxSteps: 100 }),
  setSchema('ti46-alpha', SPEECH),
  setSchema('ti46-digits', SPEECH),
  setSchema('speech-commands', { kind: 'log-mel', sampleRate: 16_000, high: 7600 }),
  z.strictObject({
    source: z.literal('user'),
    /** As given to `motif data add`. */
    name: userNameSchema,
    /** That of the kind of signal when left out. */
    encoder: encoderSchema.optional(),
    splits: userSharesSchema.prefault({}),
  }),
] as const

/** Encoders of the user's sets that name none. */
const USUAL: Readonly<Record<SignalShape['kind'], EncoderInput>> = {
  audio: { kind: 'log-mel' },
  events: { kind: 'bin', stepMicros: 10_000 },
  spikes: { kind: 'bin', stepMicros: 10_000 },
  series: { kind: 'delta' },
  image: { kind: 'latency' },
}

/** The encoder of a set: its study's, or the usual one for its kind of signal. */
export function encoderOf({ encoder }: FileSpec, { kind }: SignalShape): EncoderSettings {
  return encoder ?? encoderSchema.parse(USUAL[kind])
}

export type FileSpec = z.output<(typeof fileSchemas)[number]>
