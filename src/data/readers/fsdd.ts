import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { packageRoot } from '../../package-root.js'
import { UsageError } from '../../usage-error.js'
import { BadFile } from './bad-file.js'
import { readTarGz } from './tar.js'

/** Free Spoken Digit Dataset: `{digit}_{speaker}_{index}.wav`, in an archive or a folder. */
export type FsddSource = { readonly kind: 'archive' | 'folder'; readonly path: string }

export interface Recording {
  /** File name without folders. */
  readonly name: string
  readonly digit: number
  readonly speaker: string
  readonly index: number
  readonly bytes: Uint8Array
}

const ARCHIVE = 'fsdd-recordings.tar.gz'
const FOLDERS = ['recordings', 'fsdd/recordings', 'free-spoken-digit-dataset/recordings', '.']
const FILE_NAME = /^(\d)_([^_]+)_(\d+)\.wav$/

/** Finds the data in `dataDir`, else in $MOTIF_DATA and the usual places. Throws UsageError that says how to get it. */
export function findFsdd(dataDir?: string): FsddSource {
  const folders = dataDir === undefined ? usualFolders() : [resolve(dataDir)]
  for (const folder of folders) {
    if (existsSync(join(folder, ARCHIVE))) return { kind: 'archive', path: join(folder, ARCHIVE) }
    for (const inside of FOLDERS)
      if (holdsRecordings(join(folder, inside))) return { kind: 'folder', path: join(folder, inside) }
  }
  throw new UsageError(
    `spoken digits (FSDD) not found: looked for ${ARCHIVE} or a folder recordings/ of {digit}_{speaker}_{index}.wav in ` +
      `${folders.join(', ')}. Get it as Zenodo 10.5281/zenodo.1342401 or GitHub Jakobovski/free-spoken-digit-dataset ` +
      'and name the folder that holds it with --data DIR',
  )
}

function usualFolders(): string[] {
  const named = process.env.MOTIF_DATA
  if (named) return [resolve(named)]
  // The last one: data shared by several checkouts lies beside them.
  return [...new Set([resolve('data'), join(packageRoot(), 'data'), join(packageRoot(), '..', 'shared', 'data')])]
}

function holdsRecordings(folder: string): boolean {
  return (
    statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true &&
    readdirSync(folder).some((f) => FILE_NAME.test(f))
  )
}

/**
 * All recordings, sorted by digit, speaker and index whatever the source's order. A .wav of another name is a bad file:
 * reported through `onBad`, which may throw.
 */
export async function readFsdd(source: FsddSource, onBad: (bad: BadFile) => void): Promise<Recording[]> {
  const recordings = new Map<string, Recording>()
  for await (const { name: path, bytes } of filesOf(source)) {
    const name = basename(path)
    if (!name.endsWith('.wav') || name.startsWith('.')) continue
    const match = FILE_NAME.exec(name)
    if (!match) onBad(new BadFile(path, 'is not named {digit}_{speaker}_{index}.wav'))
    else if (recordings.has(name)) onBad(new BadFile(path, `occurs twice in ${source.path}`))
    else recordings.set(name, { name, digit: Number(match[1]), speaker: match[2], index: Number(match[3]), bytes })
  }
  if (recordings.size === 0) throw new BadFile(source.path, 'holds no {digit}_{speaker}_{index}.wav')
  return [...recordings.values()].sort(byContent)
}

async function* filesOf(source: FsddSource): AsyncGenerator<{ name: string; bytes: Uint8Array }> {
  if (source.kind === 'archive') yield* readTarGz(source.path)
  else
    for (const name of readdirSync(source.path))
      if (name.endsWith('.wav')) yield { name, bytes: await readFile(join(source.path, name)) }
}

function byContent(a: Recording, b: Recording): number {
  if (a.digit !== b.digit) return a.digit - b.digit
  if (a.speaker !== b.speaker) return a.speaker < b.speaker ? -1 : 1
  return a.index - b.index
}

/** SHA-256 (hex) of what `readFsdd` would read: the archive's bytes, or names, sizes and bytes of the folder's files. */
export function fsddFingerprint(source: FsddSource): string {
  const hash = createHash('sha256')
  if (source.kind === 'archive') return hash.update(readFileSync(source.path)).digest('hex')
  const names = readdirSync(source.path).filter((name) => name.endsWith('.wav'))
  for (const name of names.sort()) {
    const bytes = readFileSync(join(source.path, name))
    hash.update(`${name}\n${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}
