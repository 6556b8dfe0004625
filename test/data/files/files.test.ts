import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { fileBytes, filesIn } from '../../../src/data/files/files.js'
import { filesFingerprint } from '../../../src/data/files/fingerprint.js'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { tarGz } from '../readers/sample-tar.js'
import { sampleZip, type ZipOptions } from './sample-zip.js'

const root = mkdtempSync(join(tmpdir(), 'motif-files-'))
afterAll(() => rmSync(root, { recursive: true }))

const text = (value: string) => Buffer.from(value)
/** Not in order, and with what systems leave behind. */
const FILES = {
  'b.txt': text('b'),
  'a/z.txt': text('az'),
  'a.txt': text('a'),
  'a/.DS_Store': text('x'),
  '__MACOSX/a.txt': text('x'),
  'a/c/d.txt': text(''),
}
const SORTED = [
  ['a.txt', 'a'],
  ['a/c/d.txt', ''],
  ['a/z.txt', 'az'],
  ['b.txt', 'b'],
]

function written(name: string, bytes: Uint8Array): string {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), bytes)
  return join(root, name)
}

function folderOf(name: string, files: Readonly<Record<string, Uint8Array>>): string {
  for (const [path, bytes] of Object.entries(files)) written(join(name, path), bytes)
  return join(root, name)
}

async function contents(path: string, maxBytes?: number): Promise<string[][]> {
  const found: string[][] = []
  for await (const file of filesIn(path, { maxBytes }))
    found.push([file.path, Buffer.from(await file.bytes()).toString()])
  return found
}

describe('filesIn', () => {
  it('gives the files of a folder and of a .zip by path, without hidden files', async () => {
    expect(await contents(folderOf('folder', FILES))).toEqual(SORTED)
    expect(await contents(written('plain.zip', sampleZip(FILES)))).toEqual(SORTED)
    expect(await contents(written('packed.zip', sampleZip(FILES, { packed: true })))).toEqual(SORTED)
  })

  it('gives the files of a .tar.gz and a .tgz as they come, without ./ before them', async () => {
    const archive = await tarGz({ './b.txt': text('b'), 'a/._z.txt': text('x'), 'a/z.txt': text('az') }, ['a'])
    const expected = [
      ['b.txt', 'b'],
      ['a/z.txt', 'az'],
    ]
    expect(await contents(written('x.tar.gz', archive))).toEqual(expected)
    expect(await contents(written('x.tgz', archive))).toEqual(expected)
  })

  it('skips the entries that are not read', async () => {
    for (const path of [
      written('skip.tar.gz', await tarGz({ a: Buffer.alloc(300_000, 1), b: text('b') })),
      written('skip.zip', sampleZip({ a: Buffer.alloc(300_000, 1), b: text('b') })),
    ]) {
      const read: string[] = []
      for await (const file of filesIn(path))
        if (file.path === 'b') read.push(Buffer.from(await file.bytes()).toString())
      expect(read).toEqual(['b'])
    }
  })

  it('gives the one file of a .gz and a plain file by itself', async () => {
    expect(await contents(written('x-idx.gz', gzipSync(text('content'))))).toEqual([['x-idx', 'content']])
    expect(await contents(written('plain.bin', text('content')))).toEqual([['plain.bin', 'content']])
    expect(Buffer.from(await fileBytes(join(root, 'x-idx.gz'))).toString()).toBe('content')
  })

  it('follows links, but not into a folder that it is in', async () => {
    const folder = folderOf('links', { 'real/x.txt': text('x') })
    symlinkSync(join(folder, 'real'), join(folder, 'linked'))
    symlinkSync(folder, join(folder, 'real', 'up'))
    symlinkSync(join(root, 'nowhere'), join(folder, 'broken'))
    expect(await contents(folder)).toEqual([
      ['linked/x.txt', 'x'],
      ['real/x.txt', 'x'],
    ])
  })

  const large = Buffer.alloc(50_000_000)
  it.each<[string, () => Promise<Uint8Array>]>([
    ['bomb.zip', async () => sampleZip({ a: large }, { packed: true })],
    ['bomb.tar.gz', () => tarGz({ a: large })],
    ['bomb.gz', async () => gzipSync(large)],
    ['large.bin', async () => large.subarray(0, 2_000_000)],
  ])('stops reading %s at the limit', async (name, made) => {
    const path = written(name, await made())
    await expect(contents(path, 1_000_000)).rejects.toThrow(BadFile)
    await expect(contents(path, 1_000_000)).rejects.toThrow(
      /holds more than the 1000000 bytes that are read of one file/,
    )
  })

  it.each<[string, (zip: Buffer) => Uint8Array, ZipOptions, string]>([
    ['something else', () => text('nothing'), {}, 'cannot be read as a .zip archive'],
    ['an empty file', () => new Uint8Array(0), {}, 'cannot be read as a .zip archive'],
    ['a file cut off', (zip) => zip.subarray(0, -30), {}, 'cannot be read as a .zip archive'],
    [
      'an announced size below the real one',
      (zip) => zip,
      { packed: true, announced: 3 },
      'a.bin: cannot be read as a file of',
    ],
    [
      'an absurd announced size',
      (zip) => zip,
      { packed: true, announced: 2 ** 32 - 2 },
      'a.bin: cannot be read as a file of',
    ],
    ['an unknown compression', (zip) => zip, { method: 99 }, 'a.bin: cannot be read as a file of'],
    ['an encrypted file', (zip) => zip, { packed: true, flags: 1 }, 'a.bin: cannot be read as a file of'],
    [
      'a flipped bit',
      (zip) => zip.fill(zip[40] ^ 1, 40, 41),
      {},
      'a.bin: is damaged: the checksum (CRC-32) of the file at byte 0',
    ],
    [
      'packed data that are none',
      (zip) => zip.fill(0xff, 35, 40),
      { packed: true },
      'a.bin: cannot be read as a file of',
    ],
  ])('refuses a .zip with %s', async (name, damage, options, reason) => {
    const path = written(`bad ${name}.zip`, damage(sampleZip({ 'a.bin': Buffer.alloc(1000, 7) }, options)))
    await expect(contents(path)).rejects.toThrow(BadFile)
    await expect(contents(path)).rejects.toThrow(path)
    await expect(contents(path)).rejects.toThrow(reason)
  })

  it('leaves links inside a .zip alone', async () => {
    const link = sampleZip({ link: text('/etc/passwd') }, { attributes: 0xa1ff0000 })
    expect(await contents(written('link.zip', link))).toEqual([])
  })

  it('names what is not there or is no .gz', async () => {
    await expect(contents(join(root, 'absent'))).rejects.toThrow('absent: cannot be read as a file or folder')
    await expect(fileBytes(join(root, 'absent.gz'))).rejects.toThrow('absent.gz: cannot be read as a .gz file')
    await expect(fileBytes(written('not.gz', text('plain')))).rejects.toThrow('not.gz: cannot be read as a .gz file')
    const cut = gzipSync(Buffer.from(large.subarray(0, 1000))).subarray(0, -9)
    await expect(fileBytes(written('cut.gz', cut))).rejects.toThrow('cut.gz: cannot be read as a .gz file')
  })
})

describe('filesFingerprint', () => {
  it('is of paths, sizes and bytes, not of where they lie', async () => {
    const print = (name: string, files: Readonly<Record<string, Uint8Array>>) =>
      filesFingerprint([folderOf(name, files)])
    const first = await print('f1', { 'a.txt': text('12'), 'b/c.txt': text('3') })
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    expect(await print('f2', { 'b/c.txt': text('3'), 'a.txt': text('12') })).toBe(first)
    expect(await print('f3', { 'a.txt': text('13'), 'b/c.txt': text('3') })).not.toBe(first)
    expect(await print('f4', { 'a.txt': text('12'), 'b/d.txt': text('3') })).not.toBe(first)
    expect(await print('f5', { 'a.txt': text('1'), 'b/c.txt': text('23') })).not.toBe(first)
  })

  it('is of the bytes of archives, in the order they are named', async () => {
    const [a, b] = [written('p/a.zip', text('one')), written('p/b.zip', text('two'))]
    const elsewhere = written('q/other.zip', text('one'))
    expect(await filesFingerprint([elsewhere])).toBe(await filesFingerprint([a]))
    expect(await filesFingerprint([a, b])).not.toBe(await filesFingerprint([b, a]))
    await expect(filesFingerprint([join(root, 'absent')])).rejects.toThrow(BadFile)
  })
})
