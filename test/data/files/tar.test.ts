import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { tarFiles } from '../../../src/data/files/tar.js'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { bits, key } from '../../../src/kernel/numerics/random.js'
import { tarGz } from '../readers/sample-tar.js'

const folder = mkdtempSync(join(tmpdir(), 'motif-tar-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Incompressible, so that damage hits contents and not only headers. */
const noise = (length: number, seed: number) => Buffer.from(Uint8Array.from({ length }, (_, i) => bits(key(seed), i)))

const FILES = { 'a/one.bin': noise(70_000, 1), 'a/two.txt': Buffer.from('two'), 'empty.txt': Buffer.alloc(0) }

function fileOf(bytes: Uint8Array): string {
  const path = join(folder, 'sample.tar.gz')
  writeFileSync(path, bytes)
  return path
}

async function entries(path: string) {
  const found: Record<string, Uint8Array> = {}
  for await (const file of tarFiles(path, 'gzip')) found[file.path] = await file.bytes()
  return found
}

describe('tarFiles', () => {
  it('gives the plain files with their contents, in order', async () => {
    const found = await entries(fileOf(await tarGz(FILES, ['a'])))
    expect(Object.keys(found)).toEqual(['a/one.bin', 'a/two.txt', 'empty.txt'])
    for (const [name, bytes] of Object.entries(FILES)) expect(Buffer.from(found[name]).equals(bytes)).toBe(true)
  })

  it('can be left early', async () => {
    for await (const { path } of tarFiles(fileOf(await tarGz(FILES)), 'gzip')) {
      expect(path).toBe('a/one.bin')
      break
    }
  })

  const whole = tarGz(FILES)
  it.each<[string, (bytes: Buffer) => Uint8Array]>([
    ['a truncated gzip', (bytes) => bytes.subarray(0, 40_000)],
    ['a gzip without its last bytes', (bytes) => bytes.subarray(0, bytes.length - 6)],
    ['a flipped byte', (bytes) => bytes.map((byte, i) => (i === 30_000 ? byte ^ 0x55 : byte))],
    ['something that is no gzip', () => Buffer.from('not compressed at all')],
    ['an empty file', () => Buffer.alloc(0)],
    ['a tar that ends inside a file', (bytes) => gzipSync(gunzipSync(bytes).subarray(0, 9000))],
    ['a damaged tar header', (bytes) => gzipSync(gunzipSync(bytes).map((byte, i) => (i === 20 ? byte ^ 0x55 : byte)))],
    ['a gzip of something else', () => gzipSync(noise(3000, 5))],
  ])('refuses %s, naming the archive', async (_, damage) => {
    const path = fileOf(damage(await whole))
    await expect(entries(path)).rejects.toThrow(BadFile)
    await expect(entries(path)).rejects.toThrow(`${path}: `)
  })

  it('names an archive that is not there', async () => {
    await expect(entries(join(folder, 'absent.tar.gz'))).rejects.toThrow('absent.tar.gz')
  })
})
