import { cached } from './cache.js'
import type { EncodedDataset } from './dataset.js'
import { datasetFromBuffer } from './dataset-layout.js'
import { encodeSamples } from './encode-pool.js'
import { ENCODE_VERSION } from './encode-worker.js'
import { DatasetBuilder } from './encoded-dataset.js'
import { type EncoderSettings, encoderShape, encoderVersion } from './encoders/encoder.js'
import { filesFingerprint } from './files/fingerprint.js'
import { BadFile } from './readers/bad-file.js'
import type { Decoder } from './sets/decoder.js'
import type { FileSet, SetSample } from './sets/file-set.js'
import { findSet } from './sets/find-set.js'

export interface FileContext {
  readonly dataDir?: string | undefined
  /** Leave out files that cannot be read and count them, instead of stopping at the first. */
  readonly skipBad?: boolean | undefined
  readonly threads?: number | undefined
  readonly cacheFolder?: string | undefined
  readonly onProgress?: ((progress: DataProgress) => void) | undefined
}

export type DataProgress =
  | { readonly stage: 'encode'; readonly done: number }
  | { readonly stage: 'warning'; readonly message: string }

/** A set with the way to read its files, which threads are told by name. */
export interface ReadableSet {
  readonly set: FileSet
  readonly decoder: Decoder
}

/**
 * Every sample of a set as spikes, in the set's order: encoded once, then from the cache. No splits yet (`weights` stands
 * for the train part), so that any split is made of it without encoding again; `origins` says where samples come from.
 */
export async function encodedSet(
  readable: ReadableSet,
  encoder: EncoderSettings,
  context: FileContext = {},
): Promise<EncodedDataset> {
  const { set } = readable
  const paths = findSet(set, context.dataDir)
  const identity = {
    set: set.name,
    content: set.fingerprint?.() ?? (await filesFingerprint(paths)),
    encoder,
    versions: [ENCODE_VERSION, encoderVersion(encoder.kind)],
    // A strict encoding never lacks a file; one that may is another thing.
    skipBad: context.skipBad === true,
  }
  const onWarning = (message: string) => context.onProgress?.({ stage: 'warning', message })
  const folder = context.cacheFolder === undefined ? {} : { folder: context.cacheFolder }
  const produce = async () => (await encodeSet(readable, paths, encoder, context)).buffer
  return datasetFromBuffer(await cached(set.name, identity, produce, { ...folder, onWarning }))
}

async function encodeSet(
  { set, decoder }: ReadableSet,
  paths: readonly string[],
  encoder: EncoderSettings,
  context: FileContext,
): Promise<EncodedDataset> {
  let skipped = 0
  const onBad = (bad: BadFile) => {
    if (!context.skipBad) throw new BadFile(bad.file, `${bad.reason}. --skip-bad leaves such files out`)
    skipped++
    context.onProgress?.({ stage: 'warning', message: `left out ${bad.message}` })
  }
  const { channels, dt } = encoderShape(encoder, set.shape)
  const builder = new DatasetBuilder({ name: set.name, channels, classNames: set.classNames, dt })
  const groups = new Map<string, number>()
  const origins: { path: string; digest: string }[] = []
  let truncated = 0
  const results = encodeSamples<SetSample>(
    set.samples(paths, onBad, (message) => context.onProgress?.({ stage: 'warning', message })),
    { decoder, shape: set.shape, encoder },
    { threads: context.threads, onProgress: (done) => context.onProgress?.({ stage: 'encode', done }) },
  )
  for await (const { sample, encoded } of results) {
    const { path, label, part, group } = sample
    if (encoded.state === 'bad') {
      onBad(new BadFile(path, encoded.reason))
      continue
    }
    const { spikes, digest } = encoded
    const groupIndex = groups.get(group ?? NO_GROUP) ?? groups.size
    groups.set(group ?? NO_GROUP, groupIndex)
    const split = part === 'train' ? 'weights' : 'test'
    builder.addSample({ steps: spikes.steps, label, split, group: groupIndex }, spikes)
    origins.push({ path, digest })
    truncated += spikes.truncated
  }
  const groupNames = [...groups.keys()].filter((_, __, names) => names.some((name) => name !== NO_GROUP))
  return builder.finish({ groupNames, skipped, origins, truncated })
}

/** Name of the group of samples that are in none, where others are. */
export const NO_GROUP = ''
