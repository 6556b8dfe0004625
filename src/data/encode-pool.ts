import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { compiledFile } from '../package-root.js'
import type { EncodedRecording } from './encode-recording.js'
import encodeTask, { type EncodeTask } from './encode-worker.js'

const FILES_PER_TASK = 25

export interface EncodeOptions {
  /** Threads to encode on; 1 is this thread. Default: as many as there are cores, at most 8. */
  readonly threads?: number
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Encodes files on a pool of threads, or on this one when `threads` is 1 or the package has not been built. The result
 * is in the order of `files` and does not depend on the number of threads.
 */
export async function encodeFiles(task: EncodeTask, options: EncodeOptions = {}): Promise<EncodedRecording[]> {
  const { threads = Math.min(8, availableParallelism()), onProgress } = options
  const worker = fileURLToPath(compiledFile('src/data/encode-worker.js'))
  const parts = inParts(task)
  let done = 0
  const report = (encoded: EncodedRecording[]) => {
    done += encoded.length
    onProgress?.(done, task.files.length)
    return encoded
  }
  if (threads > 1 && parts.length > 1 && existsSync(worker)) {
    const pool = new Piscina<EncodeTask, EncodedRecording[]>({
      filename: worker,
      minThreads: threads,
      maxThreads: threads,
    })
    try {
      return (await Promise.all(parts.map((part) => pool.run(part).then(report)))).flat()
    } finally {
      await pool.destroy()
    }
  }
  const results: EncodedRecording[] = []
  for (const part of parts) {
    results.push(...report(encodeTask(part)))
    // Between parts, so that signals and progress output get their turn.
    await new Promise(setImmediate)
  }
  return results
}

function inParts({ files, ...rest }: EncodeTask): EncodeTask[] {
  const count = Math.ceil(files.length / FILES_PER_TASK)
  return Array.from({ length: count }, (_, i) => ({
    ...rest,
    files: files.slice(i * FILES_PER_TASK, (i + 1) * FILES_PER_TASK),
  }))
}
