import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { compiledFile, THREAD_OPTIONS } from '../package-root.js'
import type { EncodeSettings } from './encode-settings.js'
import encodeTask, { ENCODE_VERSION, type Encoded, type EncodeInput, type EncodeTask } from './encode-worker.js'
import type { Signal } from './signal.js'

const FILES_PER_TASK = 25
const BYTES_PER_TASK = 2 ** 22

export interface EncodeOptions {
  /** Threads to encode on; 1 is this thread. Default: as many as there are cores, at most 8. */
  readonly threads?: number | undefined
  readonly onProgress?: ((done: number) => void) | undefined
}

/**
 * Encodes a stream of samples on a pool of threads, or on this one when `threads` is 1 or the package has not been
 * built. Yields in the order of the stream, whatever the number of threads; holds a few tasks per thread in memory.
 */
export async function* encodeSamples<Sample extends EncodeInput>(
  samples: AsyncIterable<Sample>,
  settings: EncodeSettings,
  { threads = Math.min(8, availableParallelism()), onProgress }: EncodeOptions = {},
): AsyncGenerator<{ readonly sample: Omit<Sample, 'content'>; readonly encoded: Encoded }> {
  const worker = fileURLToPath(compiledFile('src/data/encode-worker.js'))
  const pool = threads > 1 && existsSync(worker) ? createPool(worker, threads) : undefined
  const run = (task: EncodeTask): Promise<Encoded[]> => (pool ? pool.run(task) : inThisThread(task))
  const ahead: { about: Omit<Sample, 'content'>[]; result: Promise<Encoded[]> }[] = []
  let done = 0
  const first = async () => {
    const { about, result } = ahead.splice(0, 1)[0]
    const encoded = await result
    done += encoded.length
    onProgress?.(done)
    return about.map((sample, i) => ({ sample, encoded: encoded[i] }))
  }
  try {
    for await (const batch of batches(samples)) {
      const result = run({ version: ENCODE_VERSION, ...settings, files: batch.map(inputOf) })
      // Awaited when its turn comes; until then a failure must not count as unhandled.
      result.catch(() => undefined)
      ahead.push({ about: batch.map(({ content: _, ...about }) => about), result })
      if (!pool || ahead.length > 2 * threads) yield* await first()
    }
    while (ahead.length > 0) yield* await first()
  } finally {
    await pool?.destroy()
  }
}

const createPool = (filename: string, threads: number) =>
  new Piscina<EncodeTask, Encoded[]>({ filename, minThreads: threads, maxThreads: threads, execArgv: THREAD_OPTIONS })

async function inThisThread(task: EncodeTask): Promise<Encoded[]> {
  const encoded = encodeTask(task)
  // Between tasks, so that signals and progress output get their turn.
  await new Promise(setImmediate)
  return encoded
}

async function* batches<Sample extends EncodeInput>(samples: AsyncIterable<Sample>): AsyncGenerator<Sample[]> {
  let batch: Sample[] = []
  let bytes = 0
  for await (const sample of samples) {
    batch.push(sample)
    bytes += bytesIn(sample.content)
    if (batch.length < FILES_PER_TASK && bytes < BYTES_PER_TASK) continue
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}

const inputOf = ({ path, content }: EncodeInput): EncodeInput => ({
  path,
  content: content instanceof Uint8Array ? owned(content) : ownedSignal(content),
})

/** A view of a larger buffer would take all of it along to the thread. */
const owned = <View extends { readonly byteLength: number; readonly buffer: ArrayBufferLike; slice(): View }>(
  view: View,
): View => (view.byteLength === view.buffer.byteLength ? view : view.slice())

function ownedSignal(signal: Signal): Signal {
  switch (signal.kind) {
    case 'audio':
      return { ...signal, samples: owned(signal.samples) }
    case 'events': {
      const { time, x, y, polarity } = signal
      return { ...signal, time: owned(time), x: owned(x), y: owned(y), polarity: owned(polarity) }
    }
    case 'spikes':
      return { ...signal, time: owned(signal.time), channel: owned(signal.channel) }
    case 'series':
      return { ...signal, values: owned(signal.values) }
    case 'image':
      return { ...signal, pixels: owned(signal.pixels) }
  }
}

function bytesIn(content: Uint8Array | Signal): number {
  if (content instanceof Uint8Array) return content.byteLength
  return Object.values(content).reduce((sum, value) => sum + (ArrayBuffer.isView(value) ? value.byteLength : 0), 0)
}
