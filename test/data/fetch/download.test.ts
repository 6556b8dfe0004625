import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { download, type Source } from '../../../src/data/fetch/download.js'
import { fetchSources } from '../../../src/data/fetch/fetch-sources.js'
import { SET_NAMES } from '../../../src/data/sets/file-sets.js'

const root = mkdtempSync(join(tmpdir(), 'motif-fetch-'))
afterAll(() => rmSync(root, { recursive: true }))

const BYTES = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31 + (i >> 8)) & 255))
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

type Answer = (request: IncomingMessage, response: ServerResponse) => void
let server: Server
let answer: Answer
let ranges: (string | undefined)[]
let number = 0
let target: string

beforeEach(async () => {
  ranges = []
  target = join(root, `${number++}`, 'file.bin')
  server = createServer((request, response) => {
    ranges.push(request.headers.range)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const source = (change: Partial<Source> = {}): Source => ({
  path: 'file.bin',
  url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.bin`,
  ...change,
})

/** A server that knows ranges, whose file has a tag. */
function serve(bytes = BYTES, tag = '"one"'): Answer {
  return (request, response) => {
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
    if (range && request.headers['if-range'] === tag) {
      const from = Number(range[1])
      if (from >= bytes.length) {
        response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
        return
      }
      response.writeHead(206, {
        etag: tag,
        'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
        'content-length': bytes.length - from,
      })
      response.end(bytes.subarray(from))
    } else response.writeHead(200, { etag: tag, 'content-length': bytes.length }).end(bytes)
  }
}

/** Sends the first bytes of a whole file, then breaks the connection. */
const breakAfter =
  (count: number, tag = '"one"'): Answer =>
  (_, response) => {
    response.writeHead(200, { etag: tag, 'content-length': BYTES.length })
    response.write(BYTES.subarray(0, count), () => setTimeout(() => response.destroy(), 50))
  }

/** Each answer once, the last one from then on. */
function inTurn(...answers: Answer[]): Answer {
  let at = 0
  return (request, response) => answers[Math.min(at++, answers.length - 1)](request, response)
}

describe('download', () => {
  it('gives the file its name once it is whole, with its size and hash, and leaves nothing beside it', async () => {
    answer = serve()
    const progress: [number, number | null][] = []
    const result = await download(source({ size: BYTES.length, sha256: sha256(BYTES) }), target, {
      onProgress: (done, total) => progress.push([done, total]),
    })
    expect(result).toEqual({ state: 'downloaded', bytes: BYTES.length, sha256: sha256(BYTES), verified: true })
    expect(readFileSync(target).equals(BYTES)).toBe(true)
    expect(readdirSync(join(target, '..'))).toEqual(['file.bin'])
    expect(progress.at(-1)).toEqual([BYTES.length, BYTES.length])
    expect(await download(source(), target)).toEqual({ state: 'present' })
  })

  it('goes on where a broken connection ended', async () => {
    answer = inTurn(breakAfter(70_000), serve())
    await download(source({ sha256: sha256(BYTES) }), target)
    expect(readFileSync(target).equals(BYTES)).toBe(true)
    expect(ranges[0]).toBeUndefined()
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/)
  })

  it('goes on in a later call, after giving up for now with one line', async () => {
    answer = breakAfter(70_000)
    await expect(download(source(), target, { tries: 1 })).rejects.toThrow(
      /file\.bin: the connection broke \(.*\); the same command goes on where it ended/,
    )
    expect(existsSync(target)).toBe(false)
    answer = serve()
    await download(source(), target)
    expect(ranges.at(-1)).toMatch(/^bytes=/)
    expect(readFileSync(target).equals(BYTES)).toBe(true)
  })

  it('starts again where the server gives no parts', async () => {
    const whole: Answer = (_, response) => response.writeHead(200, { 'content-length': BYTES.length }).end(BYTES)
    answer = inTurn(breakAfter(70_000), whole)
    await download(source(), target)
    expect(readFileSync(target).equals(BYTES)).toBe(true)
  })

  it('starts again when the file on the server is another one meanwhile', async () => {
    const other = Buffer.from(BYTES.map((byte) => byte ^ 1))
    answer = inTurn(breakAfter(70_000, '"old"'), serve(other, '"new"'))
    await download(source({ sha256: sha256(other) }), target)
    expect(readFileSync(target).equals(other)).toBe(true)
  })

  it('does not go on without a tag that promises equal bytes', async () => {
    answer = inTurn(breakAfter(70_000, 'W/"weak"'), serve())
    await download(source(), target)
    expect(ranges[1]).toBeUndefined()
    expect(readFileSync(target).equals(BYTES)).toBe(true)
  })

  it.each([
    ['SHA-256', { sha256: 'a'.repeat(64) }],
    ['bytes', { size: 7 }],
    ['SHA-256 of its content', { unpackedSha256: 'b'.repeat(64) }],
  ])('throws away what has another %s than published', async (what, wrong) => {
    answer = serve()
    await expect(download(source(wrong), target)).rejects.toThrow(`must have ${what}`)
    expect(readdirSync(join(target, '..'))).toEqual([])
  })

  it('names the answer of a server that has no such file, at once', async () => {
    answer = (_, response) => response.writeHead(404, 'Not Found').end('no')
    await expect(download(source(), target)).rejects.toThrow(/file\.bin: the server answers 404 Not Found/)
    expect(ranges).toHaveLength(1)
    expect(readdirSync(join(target, '..'))).toEqual([])
  })

  it('unpacks, and compares the hash of what is packed', async () => {
    const packed = gzipSync(BYTES)
    answer = serve(packed)
    const result = await download(source({ unpack: true, unpackedSha256: sha256(BYTES) }), target)
    expect(result).toMatchObject({ bytes: packed.length, verified: true })
    expect(readFileSync(target).equals(BYTES)).toBe(true)
    expect(readdirSync(join(target, '..'))).toEqual(['file.bin'])
  })

  it('takes a part that is whole already for the file', async () => {
    answer = serve()
    await expect(download(source({ size: 1 }), target)).rejects.toThrow('must have bytes 1')
    writeFileSync(`${target}.part`, BYTES)
    writeFileSync(`${target}.part.tag`, '"one"')
    await download(source(), target)
    expect(ranges.at(-1)).toBe(`bytes=${BYTES.length}-`)
    expect(readFileSync(target).equals(BYTES)).toBe(true)
  })
})

describe('fetchSources', () => {
  it('gives addresses, and hashes where they are known, and nothing for licensed sets', () => {
    for (const name of ['ti46-alpha', 'ti46-digits', 'n-tidigits']) expect(fetchSources(name)).toBeUndefined()
    for (const name of SET_NAMES)
      for (const { url, sha256: hash, unpackedSha256 } of fetchSources(name) ?? []) {
        expect(url).toMatch(/^https?:\/\//)
        for (const known of [hash, unpackedSha256]) if (known !== undefined) expect(known).toMatch(/^[0-9a-f]{64}$/)
      }
  })
})
