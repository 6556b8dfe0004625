import { createHash } from 'node:crypto'
import { key } from '../kernel/numerics/random.js'
import type { EncodeSettings } from './encode-settings.js'
import type { EncodedSignal } from './encoders/encoded-sample.js'
import { makeEncoder } from './encoders/encoder.js'
import { shapeOf } from './encoders/signal-shape.js'
import { UnfitSignal } from './encoders/unfit-signal.js'
import { BadFile } from './readers/bad-file.js'
import { decoderOf } from './sets/decoder.js'
import type { Signal, SignalShape } from './signal.js'

/** Change it when decoding or this file changes what a cache of encoded samples holds. */
export const ENCODE_VERSION = 2

/** Samples that one thread encodes in one go. */
export interface EncodeTask extends EncodeSettings {
  /** ENCODE_VERSION of the caller. */
  readonly version: number
  readonly files: readonly EncodeInput[]
}

export interface EncodeInput {
  readonly path: string
  readonly content: Uint8Array | Signal
}

/** Spikes of one sample, or why there are none: a bad file is a value here, since the caller may go on. */
export type Encoded =
  | {
      readonly state: 'encoded'
      readonly spikes: EncodedSignal
      /** First 16 hex digits of the content's SHA-256. */
      readonly digest: string
    }
  | { readonly state: 'bad'; readonly reason: string }

let kept: { settings: string; encode: (input: EncodeInput) => Encoded } | undefined

/** Worker entry: runs compiled, in a thread of the pool. */
export default function encodeTask({ version, files, ...settings }: EncodeTask): Encoded[] {
  // The caller may run from sources newer than the compiled worker.
  if (version !== ENCODE_VERSION)
    throw new Error(`compiled encoder has version ${ENCODE_VERSION}, its caller ${version}: run npm run build`)
  const name = JSON.stringify(settings)
  if (kept?.settings !== name) kept = { settings: name, encode: sampleEncoder(settings) }
  return files.map(kept.encode)
}

/** A function from one file to its spikes. Keeps working memory between calls. */
export function sampleEncoder({ decoder, shape, encoder }: EncodeSettings): (input: EncodeInput) => Encoded {
  const decode = decoderOf(decoder)
  const encode = makeEncoder(encoder)
  return ({ path, content }) => {
    try {
      const digest = digestOf(content)
      const signal = content instanceof Uint8Array ? decode(path, content) : content
      checkShape(signal, shape)
      // Random codes follow the content, not its name: the same file gives the same spikes wherever it lies.
      const sampleKey = key(0, 'encode', Number.parseInt(digest.slice(0, 8), 16), Number.parseInt(digest.slice(8), 16))
      return { state: 'encoded', spikes: encode(signal, sampleKey), digest }
    } catch (error) {
      if (error instanceof BadFile) return { state: 'bad', reason: error.reason }
      if (error instanceof UnfitSignal) return { state: 'bad', reason: error.message }
      throw error
    }
  }
}

/** A set's signals feed the same input neurons, so they must have one shape. */
function checkShape(signal: Signal, shape: SignalShape): void {
  const [own, wanted] = [shapeText(shapeOf(signal)), shapeText(shape)]
  if (own !== wanted) throw new UnfitSignal(`has ${own}, but the data set has ${wanted}`)
}

/** A rate is a matter of the time axis, and not of the inputs. */
const shapeText = (shape: SignalShape) =>
  Object.entries(shape)
    .filter(([name]) => name !== 'rate')
    .map(([name, value]) => `${name} ${value}`)
    .sort()
    .join(', ')

/** Of the file, or of the signal's numbers and arrays where one file holds many samples. */
export function digestOf(content: Uint8Array | Signal): string {
  const hash = createHash('sha256')
  if (content instanceof Uint8Array) hash.update(content)
  else
    for (const [name, value] of Object.entries(content)) {
      hash.update(`${name}\n`)
      hash.update(ArrayBuffer.isView(value) ? bytesOf(value) : String(value))
    }
  return hash.digest('hex').slice(0, 16)
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => new Uint8Array(buffer, byteOffset, byteLength)
