import { createHash } from 'node:crypto'
import { digestOf } from './encode-worker.js'
import type { ReadableSet } from './encoded-set.js'
import { BadFile } from './readers/bad-file.js'
import { decoderOf } from './sets/decoder.js'
import type { Part } from './sets/file-set.js'
import { findSet } from './sets/find-set.js'

export interface SamplesRead {
  readonly samples: number
  readonly bad: readonly BadFile[]
  /** Paths of equal files, the first in one part, the second in the other. */
  readonly twins: readonly (readonly [string, string])[]
  /** SHA-256 (hex) of names, labels, parts and contents. */
  readonly digest: string
}

/** Reads and decodes every sample of a set, going on after bad ones. */
export async function readSamples({ set, decoder }: ReadableSet, dataDir?: string): Promise<SamplesRead> {
  const bad: BadFile[] = []
  const twins: [string, string][] = []
  const decode = decoderOf(decoder)
  const seen = new Map<string, { path: string; part: Part }>()
  const hash = createHash('sha256')
  let samples = 0
  const onBad = (file: BadFile) => {
    bad.push(file)
  }
  for await (const { path, label, part, content } of set.samples(findSet(set, dataDir), onBad)) {
    samples++
    const digest = digestOf(content)
    hash.update(`${path}\n${label}\n${part}\n${digest}\n`)
    const twin = seen.get(digest)
    if (twin && twin.part !== part) twins.push([twin.path, path])
    seen.set(digest, { path, part })
    try {
      if (content instanceof Uint8Array) decode(path, content)
    } catch (error) {
      if (!(error instanceof BadFile)) throw error
      bad.push(error)
    }
  }
  return { samples, bad, twins, digest: hash.digest('hex') }
}
