import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/*
 * A cache file: | magic, 8 bytes | payload bytes, u64 | SHA-256 of the payload, 32 bytes | payload |
 * It is written under another name, forced to disk and then renamed, so a file of the right name is always whole: two
 * processes that write the same one both write the same bytes, and the last rename wins.
 */
const MAGIC = Buffer.from('MOTIFC01')
const HEADER_BYTES = 48

/** Where encoded data is kept: $MOTIF_CACHE, else ~/.cache/motif-search. */
export function cacheFolder(): string {
  const named = process.env.MOTIF_CACHE
  return named ? resolve(named) : join(homedir(), '.cache', 'motif-search')
}

export interface CacheOptions {
  readonly folder?: string
  /** Told when the cache could not be used as it should; the data is right all the same. */
  readonly onWarning?: (message: string) => void
}

/**
 * The payload for `identity` (JSON-able: everything that `produce`'s result depends on), from the cache or produced and
 * then kept. A damaged file is produced again; a folder that cannot be written costs a warning, not the data.
 */
export async function cached(
  kind: string,
  identity: object,
  produce: () => Promise<SharedArrayBuffer>,
  { folder = cacheFolder(), onWarning }: CacheOptions = {},
): Promise<SharedArrayBuffer> {
  const path = cachePath(kind, identity, folder)
  const kept = await load(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') onWarning?.(`cache file ${path} is not usable and is made again (${error.message})`)
    return undefined
  })
  if (kept) return kept
  const payload = await produce()
  await store(path, folder, payload).catch((error: Error) => {
    onWarning?.(`could not write the cache in ${folder} (${error.message}); set MOTIF_CACHE to a writable folder`)
  })
  return payload
}

export function cachePath(kind: string, identity: object, folder = cacheFolder()): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([kind, identity]))
    .digest('hex')
  return join(folder, `${kind}-${hash.slice(0, 32)}.bin`)
}

/** Reads straight into shared memory. Throws when the file is absent, unfinished or altered. */
async function load(path: string): Promise<SharedArrayBuffer> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const header = Buffer.alloc(HEADER_BYTES)
    await readFully(file, header, 0)
    if (!header.subarray(0, 8).equals(MAGIC)) throw new Error('wrong first bytes')
    if (header.readBigUInt64LE(8) !== BigInt(size - HEADER_BYTES)) throw new Error('wrong length')
    const payload = new SharedArrayBuffer(size - HEADER_BYTES)
    await readFully(file, new Uint8Array(payload), HEADER_BYTES)
    if (!header.subarray(16).equals(checksum(payload))) throw new Error('wrong checksum')
    return payload
  } finally {
    await file.close()
  }
}

async function readFully(file: FileHandle, into: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, into.length - done, position + done)
    if (bytesRead === 0) throw new Error('ends early')
    done += bytesRead
  }
}

async function store(path: string, folder: string, payload: SharedArrayBuffer): Promise<void> {
  await mkdir(folder, { recursive: true })
  const temporary = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`
  const header = Buffer.alloc(HEADER_BYTES)
  MAGIC.copy(header)
  header.writeBigUInt64LE(BigInt(payload.byteLength), 8)
  checksum(payload).copy(header, 16)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(header)
      await file.writeFile(new Uint8Array(payload))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}

const checksum = (payload: SharedArrayBuffer) => createHash('sha256').update(new Uint8Array(payload)).digest()
