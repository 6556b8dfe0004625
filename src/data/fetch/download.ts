import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { createGunzip } from 'node:zlib'
import { UsageError } from '../../usage-error.js'

/** A file on the network. */
export interface Source {
  /** Below the data folder. */
  readonly path: string
  readonly url: string
  /** Bytes, where they are published. */
  readonly size?: number
  /** Of the file as it is downloaded, in hex. */
  readonly sha256?: string
  /** Of what is in a .gz. */
  readonly unpackedSha256?: string
  /** Whether what comes as .gz is kept unpacked. */
  readonly unpack?: boolean
}

export interface DownloadOptions {
  readonly onProgress?: (done: number, total: number | null) => void
  /** Tries after a connection that broke, each going on where the last one ended. */
  readonly tries?: number
}

export type Downloaded =
  | { readonly state: 'present' }
  | {
      readonly state: 'downloaded'
      readonly bytes: number
      /** Of the file as it was downloaded. */
      readonly sha256: string
      /** Whether a published hash was compared. */
      readonly verified: boolean
    }

/**
 * Downloads into `target`.part, going on where an earlier try broke off (HTTP Range, guarded by the file's tag), checks size and
 * hash, and only then gives the file its name: whoever finds it finds it whole. Throws UsageError of one line.
 */
export async function download(source: Source, target: string, options: DownloadOptions = {}): Promise<Downloaded> {
  if (existsSync(target)) return { state: 'present' }
  await mkdir(dirname(target), { recursive: true })
  const part = `${target}.part`
  await fetchInto(part, source, options)
  const found = await hashFile(part)
  const packed = source.unpackedSha256 === undefined ? undefined : await hashFile(part, true)
  const expected: [string, string | number | undefined, string | number | undefined][] = [
    ['bytes', source.size, found.bytes],
    ['SHA-256', source.sha256, found.sha256],
    ['SHA-256 of its content', source.unpackedSha256, packed?.sha256],
  ]
  for (const [what, wanted, got] of expected) {
    if (wanted === undefined || wanted === got) continue
    // Going on from here could never succeed.
    await discard(part)
    throw new UsageError(
      `${source.url}: must have ${what} ${wanted}, but has ${got}: it was thrown away; try again later`,
    )
  }
  if (source.unpack) await unpack(part, source)
  await rename(part, target)
  await rm(tagFile(part), { force: true })
  const verified = source.sha256 !== undefined || source.unpackedSha256 !== undefined
  return { state: 'downloaded', ...found, verified }
}

const tagFile = (part: string) => `${part}.tag`

async function discard(part: string): Promise<void> {
  for (const path of [part, tagFile(part)]) await rm(path, { force: true })
}

async function fetchInto(part: string, source: Source, { tries = 5, onProgress }: DownloadOptions): Promise<void> {
  for (let left = tries; ; left--) {
    try {
      await fetchOnce(part, source.url, onProgress)
      return
    } catch (error) {
      if (error instanceof UsageError) throw error
      if (left > 1) continue
      const reason =
        error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : error
      throw new UsageError(`${source.url}: the connection broke (${reason}); the same command goes on where it ended`)
    }
  }
}

/** One request: the rest of the file, or all of it where the server does not give parts, or another file meanwhile. */
async function fetchOnce(part: string, url: string, onProgress: DownloadOptions['onProgress']): Promise<void> {
  const have = (await stat(part).catch(() => undefined))?.size ?? 0
  const tag = await readFile(tagFile(part), 'utf8').catch(() => '')
  const wantsRest = have > 0 && tag !== ''
  const response = await fetch(url, {
    headers: {
      'accept-encoding': 'identity',
      ...(wantsRest && { range: `bytes=${have}-`, 'if-range': tag }),
    },
  })
  if (response.status === 416 && wantsRest) {
    // Nothing is left to get, or it is another file now: the check decides when all of it is here.
    await response.body?.cancel()
    const total = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1])
    if (total === have) return
    await discard(part)
    throw new Error('the file changed on the server')
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    throw new UsageError(`${url}: the server answers ${response.status} ${response.statusText}`)
  }
  const from = response.status === 206 ? startOf(response, have) : 0
  const newTag = response.headers.get('etag') ?? response.headers.get('last-modified') ?? ''
  // A weak tag does not promise equal bytes.
  await writeFile(tagFile(part), newTag.startsWith('W/') ? '' : newTag)
  const length = response.headers.get('content-length')
  const total = length === null ? null : from + Number(length)
  let done = from
  const counted = new Transform({
    transform(chunk: Uint8Array, _, next) {
      done += chunk.length
      onProgress?.(done, total)
      next(null, chunk)
    },
  })
  const file = await open(part, from === 0 ? 'w' : 'r+')
  await pipeline(response.body as ReadableStream, counted, file.createWriteStream({ start: from, flush: true }))
  if (total !== null && done !== total) throw new Error(`${done} of ${total} bytes came`)
}

function startOf(response: Response, have: number): number {
  const start = Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1])
  if (start === have) return start
  throw new Error(`asked for bytes from ${have}, got ${response.headers.get('content-range')}`)
}

async function hashFile(path: string, unpacked = false): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  const count = async (stream: AsyncIterable<Uint8Array>) => {
    for await (const chunk of stream) {
      bytes += chunk.length
      hash.update(chunk)
    }
  }
  if (unpacked) {
    try {
      await pipeline(createReadStream(path), createGunzip(), count)
    } catch (error) {
      return { bytes, sha256: `none (${error instanceof Error ? error.message : error})` }
    }
  } else await pipeline(createReadStream(path), count)
  return { bytes, sha256: hash.digest('hex') }
}

async function unpack(part: string, { url }: Source): Promise<void> {
  const unpacked = `${part}.unpacked`
  try {
    await pipeline(createReadStream(part), createGunzip(), createWriteStream(unpacked, { flush: true }))
  } catch (error) {
    await rm(unpacked, { force: true })
    await discard(part)
    throw new UsageError(`${url}: is no .gz file (${error instanceof Error ? error.message : error})`)
  }
  await rename(unpacked, part)
}
