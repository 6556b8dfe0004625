import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { UsageError } from '../../usage-error.js'
import { filesIn } from '../files/files.js'
import { BadFile } from '../readers/bad-file.js'
import { readCsvRecords } from '../readers/csv-records.js'
import type { Part } from '../sets/file-set.js'
import { ENDINGS, type UserKind } from './user-format.js'

/** A file that belongs to a set of the user's, with what its place or the manifest says about it. */
export interface ListedFile {
  /** Below the root, with forward slashes. */
  readonly path: string
  readonly className: string
  /** Null where nothing says it. */
  readonly part: Part | null
  readonly group: string | null
  bytes(): Promise<Uint8Array>
}

export interface Listing {
  /** Folder or archive that holds the files. */
  readonly root: string
  files(): AsyncIterable<ListedFile>
}

/**
 * Files by class: of a folder or archive the class sub-folders' (deeper folders count to the class), of a .csv manifest
 * those it names, in columns path, label and, if wanted, split (train or test) and group.
 */
export function listFiles(path: string, kind: UserKind): Listing {
  const root = resolve(path)
  const info = statSync(root, { throwIfNoEntry: false })
  if (!info) throw new UsageError(`${path} does not exist`)
  if (info.isDirectory()) return { root, files: () => filesByFolder(root, kind) }
  if (root.endsWith('.csv')) return { root: dirname(root), files: () => filesOfManifest(root) }
  return { root, files: () => filesByFolder(root, kind) }
}

async function* filesByFolder(root: string, kind: UserKind): AsyncGenerator<ListedFile> {
  for await (const file of filesIn(root)) {
    if (!ENDINGS[kind].some((ending) => file.path.toLowerCase().endsWith(ending))) continue
    const [className, ...below] = file.path.split('/')
    if (below.length === 0)
      throw new BadFile(
        join(root, file.path),
        'lies in no class folder: use CLASS/FILE, or a manifest.csv of path,label',
      )
    yield { path: file.path, className, part: null, group: null, bytes: () => file.bytes() }
  }
}

async function* filesOfManifest(manifest: string): AsyncGenerator<ListedFile> {
  const columns = { required: ['path', 'label'], optional: ['split', 'group'] }
  const seen = new Set<string>()
  for (const { fields, where } of readCsvRecords(manifest, await readFile(manifest), columns)) {
    const { path, label, split = '', group = '' } = fields
    if (path === '' || label === '') throw new BadFile(manifest, `must have a path and a label in ${where}`)
    if (isAbsolute(path) || path.split('/').includes('..'))
      throw new BadFile(manifest, `must name files below its own folder, but has ${path} in ${where}`)
    if (seen.has(path)) throw new BadFile(manifest, `names ${path} twice, again in ${where}`)
    if (split !== '' && split !== 'train' && split !== 'test')
      throw new BadFile(manifest, `must have split train, test or nothing, but has '${split}' in ${where}`)
    seen.add(path)
    const file = join(dirname(manifest), path)
    yield {
      path,
      className: label,
      part: split === '' ? null : split,
      group: group === '' ? null : group,
      bytes: () =>
        readFile(file).catch((error: Error) => {
          throw new BadFile(file, `of ${where} of ${manifest} cannot be read (${error.message})`)
        }),
    }
  }
}
