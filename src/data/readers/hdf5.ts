import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { compiledFile } from '../../package-root.js'
import { BadFile } from './bad-file.js'
import type { Hdf5Answer, Hdf5Question, Hdf5Source, Ragged } from './hdf5-questions.js'

const SIGNATURE = '\x89HDF\r\n\x1a\n'
/** A file may begin with a block of the user's own, of 512 bytes or a doubling of it. */
const SIGNATURE_OFFSETS = [0, 512, 1024, 2048, 4096]
const GZIP = '\x1f\x8b'
const SECONDS_PER_ANSWER = 60

/**
 * An HDF5 file, read by the HDF5 library in a thread of its own and only where it is asked for: whatever its size, the
 * library holds at most 512 MiB. A data set that is missing or other than asked for throws BadFile; a library that fails,
 * traps, loops or wants more memory too, and then the file is read no further. One question at a time. Close it.
 */
export interface Hdf5File {
  /** What a group holds. */
  names(group: string): Promise<readonly string[]>
  /** Elements of a data set of one dimension. */
  length(path: string): Promise<number>
  /** Integers of 8 to 64 bits or floats of 16 to 64, as float64: integers are exact up to 2^53. */
  numbers(path: string, range?: Hdf5Range): Promise<Float64Array>
  strings(path: string, range?: Hdf5Range): Promise<readonly string[]>
  /** Numbers or strings, as written. */
  values(path: string, range?: Hdf5Range): Promise<Float64Array | readonly string[]>
  /** Lists of numbers, of variable length. */
  lists(path: string, range: Hdf5Range): Promise<readonly Float64Array[]>
  close(): Promise<void>
}

export interface Hdf5Range {
  readonly start: number
  readonly count: number
}

export interface Hdf5Options {
  /** The longest that one answer may take: past it, the file is taken for damaged. */
  readonly secondsPerAnswer?: number
}

export async function openHdf5(path: string, options: Hdf5Options = {}): Promise<Hdf5File> {
  const bytes = await checkedSize(path)
  const ask = asker({ path, bytes }, options.secondsPerAnswer ?? SECONDS_PER_ANSWER)
  const values = (name: string, range?: Hdf5Range) =>
    ask<Float64Array | readonly string[]>({ ask: 'values', path: name, ...range })
  await ask({ ask: 'open' })
  return {
    names: (group) => ask<readonly string[]>({ ask: 'names', path: group }),
    length: (name) => ask<number>({ ask: 'length', path: name }),
    values,
    async numbers(name, range) {
      const found = await values(name, range)
      if (found instanceof Float64Array) return found
      throw new BadFile(path, `'${name}' must hold numbers, but holds strings`)
    },
    async strings(name, range) {
      const found = await values(name, range)
      if (!(found instanceof Float64Array)) return found
      throw new BadFile(path, `'${name}' must hold strings, but holds numbers`)
    },
    async lists(name, range) {
      const { offsets, values } = await ask<Ragged>({ ask: 'lists', path: name, ...range })
      return Array.from({ length: range.count }, (_, i) => values.slice(offsets[i], offsets[i + 1]))
    },
    close: ask.end,
  }
}

interface Asker {
  <Value>(question: Hdf5Question): Promise<Value>
  end(): Promise<void>
}

/** Asks a new thread; after a failure there is nobody left to ask. */
function asker(source: Hdf5Source, seconds: number): Asker {
  // Captured and left unread: the library's own complaints come back as reasons.
  const worker = new Worker(compiledFile('src/data/readers/hdf5-worker.js'), {
    workerData: source,
    stdout: true,
    stderr: true,
  })
  // Between questions a failure has nobody to report to; the next question meets the thread's end.
  worker.on('error', () => undefined)
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const end = async () => {
    await worker.terminate()
  }
  const ask = async <Value>(question: Hdf5Question): Promise<Value> => {
    const answer = await answerOf(worker, exited, question, seconds)
    if (answer.state === 'answer') return answer.value as Value
    if (answer.state === 'refused') throw new BadFile(source.path, answer.reason)
    await end()
    throw new BadFile(source.path, `cannot be read as HDF5 (${answer.reason})`)
  }
  return Object.assign(ask, { end })
}

async function answerOf(
  worker: Worker,
  exited: Promise<void>,
  question: Hdf5Question,
  seconds: number,
): Promise<Hdf5Answer> {
  const failure = (reason: string): Hdf5Answer => ({ state: 'failed', reason })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Hdf5Answer>((resolve) => {
    const reason = `no answer to '${question.ask}' within ${seconds} s: damaged, or a very slow disk`
    timer = setTimeout(resolve, seconds * 1000, failure(reason))
  })
  const answer = once(worker, 'message').then(
    ([message]) => message as Hdf5Answer,
    (error: unknown) => failure(error instanceof Error ? error.message : String(error)),
  )
  worker.postMessage(question)
  try {
    return await Promise.race([answer, late, exited.then(() => failure('the HDF5 library ended'))])
  } finally {
    clearTimeout(timer)
  }
}

/** Bytes of the file, once its first ones are those of HDF5. */
async function checkedSize(path: string): Promise<number> {
  const file = await open(path).catch((error: unknown) => {
    throw new BadFile(path, `cannot be opened (${error instanceof Error ? error.message : String(error)})`)
  })
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096 + 8), 0, 4096 + 8, 0)
    const start = buffer.subarray(0, bytesRead).toString('latin1')
    if (start.startsWith(GZIP)) throw new BadFile(path, 'is packed with gzip; unpack it first (gunzip)')
    if (!SIGNATURE_OFFSETS.some((at) => start.startsWith(SIGNATURE, at)))
      throw new BadFile(path, `is not an HDF5 file: no signature at byte ${SIGNATURE_OFFSETS.join(', ')}`)
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}
