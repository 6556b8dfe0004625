import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cached, cacheFolder, cachePath } from '../../src/data/cache.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'motif-cache-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function payload(length: number, add = 0): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(length)
  new Uint8Array(buffer).forEach((_, i, all) => {
    all[i] = (i * 7 + add) & 255
  })
  return buffer
}

const bytes = (buffer: SharedArrayBuffer) => Buffer.from(new Uint8Array(buffer))
const never = () => Promise.reject(new Error('produced again'))
const IDENTITY = { content: 'abc', version: 1 }

describe('cached', () => {
  it('produces once, then reads the same bytes into shared memory', async () => {
    const first = await cached('kind', IDENTITY, async () => payload(10_001), { folder })
    const second = await cached('kind', IDENTITY, never, { folder })
    expect(second).toBeInstanceOf(SharedArrayBuffer)
    expect(bytes(second).equals(bytes(first))).toBe(true)
    expect(readdirSync(folder)).toEqual([cachePath('kind', IDENTITY, folder).slice(folder.length + 1)])
  })

  it('keeps different identities and kinds apart', async () => {
    await cached('kind', IDENTITY, async () => payload(10), { folder })
    for (const [kind, identity] of [
      ['kind', { ...IDENTITY, version: 2 }],
      ['other', IDENTITY],
    ] as const) {
      const other = await cached(kind, identity, async () => payload(10, 1), { folder })
      expect(bytes(other).equals(bytes(payload(10, 1)))).toBe(true)
    }
    expect(readdirSync(folder).length).toBe(3)
  })

  it.each<[string, (file: Buffer) => Buffer]>([
    ['a flipped payload byte', (file) => Buffer.from(file.map((byte, i) => (i === 500 ? byte ^ 1 : byte)))],
    ['a flipped checksum byte', (file) => Buffer.from(file.map((byte, i) => (i === 20 ? byte ^ 1 : byte)))],
    ['a missing end', (file) => file.subarray(0, 700)],
    ['bytes too many', (file) => Buffer.concat([file, Buffer.from('x')])],
    ['no content', () => Buffer.alloc(0)],
    ['another file', () => Buffer.alloc(1048, 'text')],
  ])('makes a file with %s again, and says so', async (_, damage) => {
    await cached('kind', IDENTITY, async () => payload(1000), { folder })
    const path = cachePath('kind', IDENTITY, folder)
    const good = readFileSync(path)
    writeFileSync(path, damage(good))
    const warnings: string[] = []
    const again = await cached('kind', IDENTITY, async () => payload(1000), {
      folder,
      onWarning: (w) => warnings.push(w),
    })
    expect(bytes(again).equals(bytes(payload(1000)))).toBe(true)
    expect(warnings.join()).toContain('is made again')
    expect(readFileSync(path).equals(good)).toBe(true)
  })

  it('never shows a reader a half-written file, whoever else writes', async () => {
    const warnings: string[] = []
    const use = () =>
      cached('kind', IDENTITY, async () => payload(3_000_000), { folder, onWarning: (w) => warnings.push(w) })
    const all = await Promise.all(Array.from({ length: 12 }, use))
    const expected = bytes(payload(3_000_000))
    expect(all.every((buffer) => bytes(buffer).equals(expected))).toBe(true)
    expect(warnings).toEqual([])
    expect(readdirSync(folder).length).toBe(1)
  })

  it('is safe with two processes on one folder', async () => {
    const script = fileURLToPath(new URL('children/fill-cache.ts', import.meta.url))
    const run = () => promisify(execFile)(process.execPath, ['--import', 'tsx', script, folder])
    const [one, two] = await Promise.all([run(), run()])
    expect(one.stdout.trim().split('\n').length).toBe(20)
    expect(two.stdout).toBe(one.stdout)
    expect(new Set(one.stdout.trim().split('\n')).size).toBe(4)
    expect(readdirSync(folder).length).toBe(4)
  })

  it('leaves nothing behind when producing fails', async () => {
    await expect(cached('kind', IDENTITY, never, { folder })).rejects.toThrow('produced again')
    expect(readdirSync(folder)).toEqual([])
  })

  it('gives the data with a warning when the folder cannot be made', async () => {
    const blocked = join(folder, 'file')
    writeFileSync(blocked, '')
    const warnings: string[] = []
    const options = { folder: join(blocked, 'cache'), onWarning: (w: string) => warnings.push(w) }
    expect((await cached('kind', IDENTITY, async () => payload(10), options)).byteLength).toBe(10)
    expect(warnings.join()).toContain('set MOTIF_CACHE to a writable folder')
  })
})

describe('cacheFolder', () => {
  it('is $MOTIF_CACHE where that is set', () => {
    const before = process.env.MOTIF_CACHE
    process.env.MOTIF_CACHE = folder
    expect(cacheFolder()).toBe(folder)
    delete process.env.MOTIF_CACHE
    expect(cacheFolder()).toMatch(/\.cache.motif-search$/)
    if (before !== undefined) process.env.MOTIF_CACHE = before
  })
})
