import { join } from 'node:path'
import { UsageError } from '../usage-error.js'
import { appendBinned, type Binning, binnedSteps } from './binning.js'
import { cached } from './cache.js'
import { type EncodedDataset, SPLITS, type Split } from './dataset.js'
import { datasetFromBuffer } from './dataset-layout.js'
import { encodeFiles } from './encode-pool.js'
import { DatasetBuilder } from './encoded-dataset.js'
import { BSA_DEFAULTS } from './encoders/bsa.js'
import { lyonChannels } from './encoders/lyon-design.js'
import { SPEECH_ENCODER_VERSION, type SpeechSettings, speechStepSeconds } from './encoders/speech-spikes.js'
import { BadFile } from './readers/bad-file.js'
import { type FsddSource, findFsdd, fsddFingerprint, readFsdd } from './readers/fsdd.js'

export const DIGIT_NAMES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

/** First and last recording index, both included. */
export type IndexRange = readonly [number, number]

export interface FsddSettings extends Binning {
  readonly sampleRate: number
  readonly decimation: number
  readonly splits: Readonly<Record<Split, IndexRange>>
  /** All of this speaker's files are the test split, and the other speakers' test files are left out. */
  readonly heldOutSpeaker?: string | undefined
}

export interface FileContext {
  readonly dataDir?: string | undefined
  /** Leave out files that cannot be read and count them, instead of stopping at the first. */
  readonly skipBad?: boolean | undefined
  readonly threads?: number | undefined
  readonly cacheFolder?: string | undefined
  readonly onProgress?: ((progress: DataProgress) => void) | undefined
}

export type DataProgress =
  | { readonly stage: 'encode'; readonly done: number; readonly total: number }
  | { readonly stage: 'warning'; readonly message: string }

/** Seconds per network step. */
export const fsddStepSeconds = (settings: FsddSettings) => speechStepSeconds(speechSettings(settings)) * settings.binBy

const speechSettings = ({ sampleRate, decimation }: FsddSettings): SpeechSettings => ({
  sampleRate,
  decimation,
  bsa: BSA_DEFAULTS,
})

/** The spoken digits as spikes: encoded once (then from the cache), binned, split by index, grouped by speaker. */
export async function loadFsdd(settings: FsddSettings, context: FileContext = {}): Promise<EncodedDataset> {
  return arrange(await encodedFsdd(settings, context), settings)
}

/**
 * Every recording at full time resolution, in the order digit, speaker, index; no splits yet. Its groups are takes,
 * named `speaker/index`: from them `arrange` makes any split without encoding again.
 */
export async function encodedFsdd(settings: FsddSettings, context: FileContext = {}): Promise<EncodedDataset> {
  const source = findFsdd(context.dataDir)
  const speech = speechSettings(settings)
  const identity = {
    ...{ content: fsddFingerprint(source), speech, version: SPEECH_ENCODER_VERSION },
    // A strict encoding never lacks a file; one that may is another thing.
    skipBad: context.skipBad === true,
  }
  const onWarning = (message: string) => context.onProgress?.({ stage: 'warning', message })
  const folder = context.cacheFolder === undefined ? {} : { folder: context.cacheFolder }
  const produce = async () => (await encodeAll(source, speech, context)).buffer
  return datasetFromBuffer(await cached('fsdd', identity, produce, { ...folder, onWarning }))
}

async function encodeAll(source: FsddSource, speech: SpeechSettings, context: FileContext): Promise<EncodedDataset> {
  let skipped = 0
  const onBad = (bad: BadFile) => {
    if (!context.skipBad) throw new BadFile(bad.file, `${bad.reason}. --skip-bad leaves such files out`)
    skipped++
    context.onProgress?.({ stage: 'warning', message: `left out ${bad.message}` })
  }
  const recordings = await readFsdd(source, onBad)
  const encoded = await encodeFiles(
    {
      version: SPEECH_ENCODER_VERSION,
      settings: speech,
      files: recordings.map(({ name, bytes }) => ({ name, bytes })),
    },
    {
      ...(context.threads === undefined ? {} : { threads: context.threads }),
      onProgress: (done, total) => context.onProgress?.({ stage: 'encode', done, total }),
    },
  )
  const takes = [...new Set(recordings.map(({ speaker, index }) => `${speaker}/${index}`))]
  const takeIndex = new Map(takes.map((take, i) => [take, i]))
  // Bad files are met before the builder is made, since it has to know how many there are.
  encoded.forEach((result, i) => {
    if (result.state === 'bad') onBad(new BadFile(join(source.path, recordings[i].name), result.reason))
  })
  const builder = new DatasetBuilder({
    ...{ name: 'fsdd', channels: lyonChannels(speech.sampleRate), classNames: DIGIT_NAMES, groupNames: takes },
    ...{ dt: speechStepSeconds(speech), skipped },
  })
  encoded.forEach((result, i) => {
    if (result.state === 'bad') return
    const { digit, speaker, index } = recordings[i]
    const group = takeIndex.get(`${speaker}/${index}`) ?? 0
    builder.startSample({ steps: result.steps, label: digit, split: 'weights', group })
    for (let e = 0; e < result.eventStep.length; e++) builder.event(result.eventStep[e], result.eventChannel[e])
  })
  return builder.finish()
}

/** Splits, speakers as groups, and network steps, out of `encodedFsdd`'s data set. */
export function arrange(encoded: EncodedDataset, settings: FsddSettings): EncodedDataset {
  const takes = encoded.groupNames.map((name) => {
    const [speaker, index] = name.split('/')
    return { speaker, index: Number(index) }
  })
  const speakers = [...new Set(takes.map((take) => take.speaker))].sort()
  const { heldOutSpeaker } = settings
  if (heldOutSpeaker !== undefined && !speakers.includes(heldOutSpeaker))
    throw new UsageError(`heldOutSpeaker must be one of ${speakers.join(', ')}, but got '${heldOutSpeaker}'`)
  const builder = new DatasetBuilder({
    ...{ name: 'fsdd', channels: encoded.channels, classNames: encoded.classNames, groupNames: speakers },
    ...{ dt: fsddStepSeconds(settings), skipped: encoded.skipped ?? 0 },
  })
  for (let i = 0; i < encoded.samples; i++) {
    const { speaker, index } = takes[encoded.group[i]]
    const split = splitOf(speaker, index, settings)
    if (split === null) continue
    const group = speakers.indexOf(speaker)
    builder.startSample({ steps: binnedSteps(encoded.steps[i], settings), label: encoded.label[i], split, group })
    appendBinned(builder, encoded, i, settings)
  }
  return builder.finish()
}

function splitOf(speaker: string, index: number, { splits, heldOutSpeaker }: FsddSettings): Split | null {
  if (speaker === heldOutSpeaker) return 'test'
  const split = SPLITS.find((name) => index >= splits[name][0] && index <= splits[name][1]) ?? null
  return split === 'test' && heldOutSpeaker !== undefined ? null : split
}
