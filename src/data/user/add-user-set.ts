import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { key } from '../../kernel/numerics/random.js'
import { UsageError } from '../../usage-error.js'
import { shapeOf } from '../encoders/signal-shape.js'
import { BadFile } from '../readers/bad-file.js'
import type { SignalShape } from '../signal.js'
import { shareOut } from '../splits/share-out.js'
import { type ListedFile, listFiles } from './list-files.js'
import {
  descriptionFile,
  type UserDescription,
  type UserSample,
  userNameSchema,
  writeDescription,
} from './user-description.js'
import { decodeUserFile, type UserFormat, withShape } from './user-format.js'

export interface AddOptions {
  readonly format: UserFormat
  /** Share of the files that becomes the test part, where nothing says which; 0 for none. */
  readonly testShare: number
  readonly seed: number
  readonly licence: string | null
  readonly attribution: string
  /** Whether a set of this name may be replaced. */
  readonly replace: boolean
  readonly skipBad: boolean
  readonly onWarning?: (message: string) => void
}

/** A file that was read, with what decides about its part. */
interface Seen extends Omit<ListedFile, 'bytes'> {
  readonly sha256: string
}

/**
 * Looks at every file, refuses what would make results worthless (identical files on both sides of a cut, a group on both
 * sides, a class without training files), and writes the description. The files stay where they are.
 */
export async function addUserSet(name: string, path: string, options: AddOptions): Promise<UserDescription> {
  const checked = userNameSchema.safeParse(name)
  if (!checked.success) throw new UsageError(`<name>: ${checked.error.issues[0].message}, but got "${name}"`)
  if (!options.replace && existsSync(descriptionFile(name)))
    throw new UsageError(`there is a data set '${name}' of yours already: choose another name, or give --replace`)
  const listing = listFiles(path, options.format.kind)
  const { seen, shape } = await look(listing.root, listing.files(), options)
  const classNames = [...new Set(seen.map(({ className }) => className))].sort()
  if (classNames.length < 2)
    throw new UsageError(`${path}: a data set needs at least two classes, but has ${classNames.join(', ') || 'none'}`)
  const samples = parted(seen, classNames, options).sort((a, b) => (a.path < b.path ? -1 : 1))
  checkParts(samples, classNames)
  const description = {
    ...{ name, root: listing.root, format: withShape(options.format, shape), shape, classNames },
    ...{ licence: options.licence, attribution: options.attribution, samples },
  }
  writeDescription(description)
  return { schema: 'motif-search/user-data/1', ...description }
}

async function look(
  root: string,
  files: AsyncIterable<ListedFile>,
  { format, skipBad, onWarning }: AddOptions,
): Promise<{ seen: Seen[]; shape: SignalShape }> {
  const seen: Seen[] = []
  let shape: SignalShape | undefined
  for await (const { bytes: read, ...file } of files) {
    try {
      const bytes = await read()
      const own = shapeOf(decodeUserFile(format, file.path, bytes))
      shape = joined(shape, own, join(root, file.path))
      seen.push({ ...file, sha256: createHash('sha256').update(bytes).digest('hex') })
    } catch (error) {
      if (!(error instanceof BadFile) || !skipBad) throw error
      onWarning?.(`left out ${error.message}`)
    }
  }
  if (shape === undefined) throw new UsageError(`${root} holds no files that can be read as ${format.kind}`)
  return { seen, shape }
}

/** Events and spikes may reach differently far; everything else has to be alike. */
function joined(so: SignalShape | undefined, own: SignalShape, path: string): SignalShape {
  if (so === undefined) return own
  if (so.kind === 'events' && own.kind === 'events')
    return { kind: 'events', width: Math.max(so.width, own.width), height: Math.max(so.height, own.height) }
  if (so.kind === 'spikes' && own.kind === 'spikes')
    return { kind: 'spikes', channels: Math.max(so.channels, own.channels) }
  const [first, other] = [so, own].map((shape) => JSON.stringify(shape))
  if (first === other) return so
  throw new BadFile(path, `is ${other}, but the files before it are ${first}: a data set's files have one shape`)
}

/** The manifest's word where it has one; else a stratified test part, identical files and groups together. */
function parted(seen: readonly Seen[], classNames: readonly string[], { testShare, seed }: AddOptions): UserSample[] {
  const label = seen.map(({ className }) => classNames.indexOf(className))
  const stated = seen.filter(({ part }) => part !== null).length
  if (stated > 0 && stated < seen.length) {
    const without = seen.find(({ part }) => part === null)
    throw new UsageError(`${without?.path} has no split in the manifest, but other files have: give all or none`)
  }
  const units = new Map<string, number[]>()
  seen.forEach(({ group, sha256 }, i) => {
    const unit = group ?? sha256
    units.set(unit, [...(units.get(unit) ?? []), i])
  })
  const members = [...units.values()].map((list) => ({ members: list }))
  const bins = shareOut(label, members, [1 - testShare, testShare], key(seed, 'test part'))
  return seen.map(({ path, group, sha256, part }, i) => {
    const cut = bins[i] === 1 ? 'test' : 'train'
    return { path, label: label[i], part: part ?? cut, group, sha256 }
  })
}

function checkParts(samples: readonly UserSample[], classNames: readonly string[]): void {
  const [files, groups] = [new Map<string, UserSample>(), new Map<string, UserSample>()]
  for (const sample of samples) {
    const twin = files.get(sample.sha256) ?? sample
    if (twin.label !== sample.label)
      throw new UsageError(
        `${twin.path} and ${sample.path} are the same file, but of class ${classNames[twin.label]} and ${classNames[sample.label]}`,
      )
    if (twin.part !== sample.part)
      throw new UsageError(
        `${twin.path} and ${sample.path} are the same file, but one is in the train and one in the test part`,
      )
    files.set(sample.sha256, sample)
    if (sample.group === null) continue
    const fellow = groups.get(sample.group) ?? sample
    if (fellow.part !== sample.part)
      throw new UsageError(
        `group ${sample.group} is in the train part (or test) with ${fellow.path} and on the other side with ${sample.path}: ` +
          'groups stay together; leave the group column out if that is meant',
      )
    groups.set(sample.group, sample)
  }
  for (const [label, className] of classNames.entries()) {
    if (samples.some((sample) => sample.label === label && sample.part === 'train')) continue
    throw new UsageError(`class ${className} has no file in the train part`)
  }
}
