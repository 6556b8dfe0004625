import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { filesIn } from '../../src/data/files/files.js'
import { sampleZip } from '../../test/data/files/sample-zip.js'
import { tarGz } from '../../test/data/readers/sample-tar.js'
import { FUZZED, type FuzzTarget } from './fuzz-target.js'

const MOST_BYTES = 2 ** 20
const FILES = { 'a/one.bin': Buffer.alloc(2000, 'pattern'), 'two.txt': Buffer.from('two'), empty: Buffer.alloc(0) }
const gzippedTar = () => tarGz(FILES, ['a'])

/** All files of an archive are read, each up to a limit. */
function archiveTarget(ending: string, seeds: FuzzTarget['seeds']): FuzzTarget {
  let folder: string | undefined
  return {
    name: ending,
    seeds,
    where: /archive|\.gz|byte/,
    async read(bytes) {
      folder ??= mkdtempSync(join(tmpdir(), 'motif-fuzz-'))
      const path = join(folder, `${FUZZED}.${ending}`)
      writeFileSync(path, bytes)
      for await (const file of filesIn(path, { maxBytes: MOST_BYTES }))
        if ((await file.bytes()).length > MOST_BYTES) throw new Error(`${file.path} of ${path} is past the limit`)
    },
    async end() {
      if (folder !== undefined) rmSync(folder, { recursive: true })
    },
  }
}

export const ARCHIVE_TARGETS: readonly FuzzTarget[] = [
  archiveTarget('zip', async () => [sampleZip(FILES), sampleZip(FILES, { packed: true })]),
  archiveTarget('tar', async () => [gunzipSync(await gzippedTar())]),
  archiveTarget('tar.gz', async () => [await gzippedTar()]),
  archiveTarget('gz', async () => [gzipSync(FILES['a/one.bin'])]),
]
