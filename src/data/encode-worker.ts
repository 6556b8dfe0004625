import { type EncodedRecording, recordingEncoder } from './encode-recording.js'
import { SPEECH_ENCODER_VERSION, type SpeechSettings } from './encoders/speech-spikes.js'

/** Files that one thread encodes in one go. */
export interface EncodeTask {
  /** SPEECH_ENCODER_VERSION of the caller. */
  readonly version: number
  readonly settings: SpeechSettings
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

let kept: { settings: string; encode: ReturnType<typeof recordingEncoder> } | undefined

/** Worker entry: runs compiled, in a thread of the pool. */
export default function encodeTask({ version, settings, files }: EncodeTask): EncodedRecording[] {
  // The caller may run from sources newer than the compiled worker.
  if (version !== SPEECH_ENCODER_VERSION)
    throw new Error(`compiled encoder has version ${SPEECH_ENCODER_VERSION}, its caller ${version}: run npm run build`)
  const name = JSON.stringify(settings)
  if (kept?.settings !== name) kept = { settings: name, encode: recordingEncoder(settings) }
  const { encode } = kept
  return files.map((file) => encode(file.name, file.bytes))
}
