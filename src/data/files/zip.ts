import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl'
import { BadFile } from '../readers/bad-file.js'
import { asBadFile, byPath, collect, type FileEntry, type FileLimits, isLitter } from './file-entry.js'

const FORMAT = 'a .zip archive'
const FILE_TYPE = 0xf000
const SYMBOLIC_LINK = 0xa000

/**
 * The plain files of a .zip, sorted by path, by random access: a file that is not asked for is not read. `source` is the
 * archive's path, or its bytes. Sizes and checksums are held against what was really read; BadFile otherwise.
 */
export async function* zipFiles(
  path: string,
  source: string | Uint8Array = path,
  limits: FileLimits = {},
): AsyncGenerator<FileEntry> {
  const zip = await opened(path, source)
  try {
    yield* (await entriesOf(path, zip, limits)).sort(byPath)
  } finally {
    zip.close()
  }
}

async function opened(path: string, source: string | Uint8Array): Promise<ZipFile> {
  try {
    if (typeof source === 'string') return await openPromise(source, { autoClose: false })
    return await fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.byteLength))
  } catch (error) {
    throw asBadFile(path, FORMAT, error)
  }
}

async function entriesOf(path: string, zip: ZipFile, limits: FileLimits): Promise<FileEntry[]> {
  const entries: FileEntry[] = []
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName, uncompressedSize } = entry
      if (isPlainFile(entry) && !isLitter(fileName))
        entries.push({ path: fileName, size: uncompressedSize, bytes: () => contents(path, zip, entry, limits) })
    }
  } catch (error) {
    throw asBadFile(path, FORMAT, error)
  }
  return entries
}

const isPlainFile = ({ fileName, externalFileAttributes }: Entry) =>
  !fileName.endsWith('/') && ((externalFileAttributes >>> 16) & FILE_TYPE) !== SYMBOLIC_LINK

async function contents(path: string, zip: ZipFile, entry: Entry, limits: FileLimits): Promise<Uint8Array> {
  const name = `${path}: ${entry.fileName}`
  try {
    const bytes = await collect(await zip.openReadStreamPromise(entry), name, limits)
    if (crc32(bytes) !== entry.crc32 >>> 0)
      throw new BadFile(
        name,
        `is damaged: the checksum (CRC-32) of the file at byte ${entry.relativeOffsetOfLocalHeader} is another`,
      )
    return bytes
  } catch (error) {
    throw asBadFile(name, `a file of ${FORMAT}`, error)
  }
}
