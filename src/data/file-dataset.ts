import { type EncodedDataset, SPLITS } from './dataset.js'
import type { EncodeSettings } from './encode-settings.js'
import { DatasetBuilder } from './encoded-dataset.js'
import { encodedSet, type FileContext, type ReadableSet } from './encoded-set.js'
import { encoderOf, type FileSpec } from './file-spec.js'
import type { FileSet } from './sets/file-set.js'
import { fileSet } from './sets/file-sets.js'
import { assignSplits, type Placed } from './splits/assign-splits.js'
import type { SplitSpec } from './splits/split-spec.js'
import { readDescription } from './user/user-description.js'
import { userSet } from './user/user-set.js'

/** The set of a spec and the way to read it. Throws UsageError where the user has no set of that name. */
export function readableSet(spec: FileSpec): ReadableSet {
  if (spec.source === 'user') {
    const { format } = readDescription(spec.name)
    return { set: userSet(spec.name), decoder: { source: 'user', format } }
  }
  return { set: fileSet(spec.source), decoder: { source: spec.source } }
}

/** How a file of the set becomes spikes. */
export function encodeSettingsOf(spec: FileSpec): EncodeSettings {
  const { set, decoder } = readableSet(spec)
  return { decoder, shape: set.shape, encoder: encoderOf(spec, set.shape) }
}

/** A set of files as spikes, cut into splits: the same for every seed and replicate. */
export async function loadFileDataset(spec: FileSpec, context: FileContext = {}): Promise<EncodedDataset> {
  const readable = readableSet(spec)
  return splitDataset(
    await encodedSet(readable, encoderOf(spec, readable.set.shape), context),
    readable.set,
    spec.splits,
  )
}

/** Splits, and groups in the order of their names, out of `encodedSet`'s whole set. */
export function splitDataset(whole: EncodedDataset, set: FileSet, spec: SplitSpec): EncodedDataset {
  const { name, channels, classNames, dt, skipped = 0, truncated = 0 } = whole
  const splits = assignSplits(placedSamples(whole, set), spec, name)
  const groupNames = [...whole.groupNames].sort()
  const groupAt = whole.groupNames.map((group) => groupNames.indexOf(group))
  const builder = new DatasetBuilder({ name, channels, classNames, groupNames, dt, skipped }, whole.eventStep.length)
  for (const [i, split] of splits.entries()) {
    if (split === null) continue
    const group = groupNames.length === 0 ? 0 : groupAt[whole.group[i]]
    const [from, to] = [whole.eventStart[i], whole.eventStart[i + 1]]
    const events = { step: whole.eventStep.subarray(from, to), channel: whole.eventChannel.subarray(from, to) }
    builder.addSample({ steps: whole.steps[i], label: whole.label[i], split, group }, events)
  }
  return builder.finish({ truncated })
}

const TEST = SPLITS.indexOf('test')

/** What decides about the splits of a whole set's samples. */
export function placedSamples(whole: EncodedDataset, set: FileSet): Placed[] {
  const { origins } = whole
  if (origins === undefined) throw new RangeError(`${whole.name}: splits can be made of a whole set only`)
  return origins.map(({ path, digest }, i) => ({
    ...{ path, digest },
    label: whole.label[i],
    part: whole.split[i] === TEST ? 'test' : 'train',
    group: whole.groupNames[whole.group[i]] || null,
    take: set.takeOf?.(path) ?? null,
  }))
}
