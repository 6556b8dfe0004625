import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesIn } from '../files/files.js'
import { BadFile } from '../readers/bad-file.js'
import type { FileSet } from '../sets/file-set.js'
import { reportBad } from '../sets/report-bad.js'
import { descriptionFingerprint, readDescription, type UserDescription, type UserSample } from './user-description.js'
import { decodeUserFile } from './user-format.js'

/** A set of the user's own, by the name it was given. Throws UsageError when there is none. */
export const userSet = (name: string): FileSet => userSetOf(readDescription(name))

export function userSetOf(description: UserDescription): FileSet {
  const { name, root, format, shape, classNames, licence, attribution } = description
  return {
    name,
    title: `data set '${name}'`,
    shape,
    classNames,
    licence,
    attribution,
    homepage: root,
    layout: `the ${description.samples.length} files that motif data add found`,
    folder: root,
    fingerprint: () => descriptionFingerprint(description),
    find: (folder) => (existsSync(folder) ? [folder] : undefined),

    async *samples([path], onBad) {
      for await (const { sample, bytes } of contents(path, description.samples, onBad)) {
        if (createHash('sha256').update(bytes).digest('hex') === sample.sha256) {
          const { label, part, group } = sample
          yield { path: sample.path, label, part, group, content: bytes }
        } else onBad(changed(path, sample))
      }
    },

    decode: (path, bytes) => decodeUserFile(format, path, bytes),
  }
}

const changed = (root: string, { path }: UserSample) =>
  new BadFile(join(root, path), 'is not the file that motif data add saw: bring that one back, or add the set again')

interface Content {
  readonly sample: UserSample
  readonly bytes: Uint8Array
}

/** The described files with their bytes: of a folder in the order of the description, of an archive in its own. */
async function* contents(
  root: string,
  samples: readonly UserSample[],
  onBad: (bad: BadFile) => void,
): AsyncGenerator<Content> {
  if (statSync(root).isDirectory()) {
    for (const sample of samples) {
      const file = join(root, sample.path)
      const bytes = await readFile(file).catch((error: Error) => {
        onBad(new BadFile(file, `cannot be read (${error.message})`))
        return undefined
      })
      if (bytes) yield { sample, bytes }
    }
    return
  }
  const wanted = new Map(samples.map((sample) => [sample.path, sample]))
  for await (const entry of filesIn(root)) {
    const sample = wanted.get(entry.path)
    if (!sample) continue
    wanted.delete(entry.path)
    const bytes = await entry.bytes().catch((error: unknown) => reportBad(error, onBad))
    if (bytes) yield { sample, bytes }
  }
  for (const path of wanted.keys()) onBad(new BadFile(`${root}: ${path}`, 'is not there any more'))
}
