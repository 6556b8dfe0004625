import { open } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { compiledFile } from '../../package-root.js'
import { BadFile } from './bad-file.js'
import type { Hdf5Answer, Hdf5Question, Ragged } from './hdf5-questions.js'

const SIGNATURE = '\x89HDF\r\n\x1a\n'
/** A file may begin with a block of the user's own, of 512 bytes or a doubling of it. */
const SIGNATURE_OFFSETS = [0, 512, 1024, 2048, 4096]
const GZIP = '\x1f\x8b'
const SECONDS_PER_ANSWER = 60

/** One HDF5 file after another. */
export interface Hdf5Reader {
  /** The file that was open before is closed. */
  open(path: string): Promise<Hdf5File>
  end(): Promise<void>
}

/** Whatever cannot be read as asked for throws BadFile. One question at a time. */
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
}

export interface Hdf5Range {
  readonly start: number
  readonly count: number
}

export interface Hdf5Options {
  /** The longest that one answer may take: past it, the file is taken for damaged. */
  readonly secondsPerAnswer?: number
}

/**
 * Reads with the HDF5 library, in a thread of its own and only what is asked for: whatever the size of a file, the library
 * holds at most 512 MiB. A library that traps, loops or wants more memory is ended and throws BadFile like any other fault;
 * the next file starts a new one. End it.
 */
export function hdf5Reader({ secondsPerAnswer = SECONDS_PER_ANSWER }: Hdf5Options = {}): Hdf5Reader {
  let thread: Thread | undefined
  return {
    async open(path) {
      const bytes = await checkedSize(path)
      thread ??= startThread(secondsPerAnswer)
      const ask = async <Value>(question: Hdf5Question): Promise<Value> => {
        const answer = (await thread?.ask(question)) ?? ENDED
        if (answer.state === 'answer') return answer.value as Value
        if (answer.state === 'failed') {
          await thread?.end()
          thread = undefined
        }
        throw new BadFile(path, `cannot be read as HDF5: ${answer.reason}`)
      }
      await ask({ ask: 'open', path, bytes })
      return fileOf(path, ask)
    },
    async end() {
      await thread?.end()
      thread = undefined
    },
  }
}

function fileOf(file: string, ask: <Value>(question: Hdf5Question) => Promise<Value>): Hdf5File {
  const values = (path: string, range?: Hdf5Range) =>
    ask<Float64Array | readonly string[]>({ ask: 'values', path, ...range })
  return {
    names: (path) => ask<readonly string[]>({ ask: 'names', path }),
    length: (path) => ask<number>({ ask: 'length', path }),
    values,
    async numbers(path, range) {
      const found = await values(path, range)
      if (found instanceof Float64Array) return found
      throw new BadFile(file, `'${path}' must hold numbers, but holds strings`)
    },
    async strings(path, range) {
      const found = await values(path, range)
      if (!(found instanceof Float64Array)) return found
      throw new BadFile(file, `'${path}' must hold strings, but holds numbers`)
    },
    async lists(path, range) {
      const { offsets, values } = await ask<Ragged>({ ask: 'lists', path, ...range })
      return Array.from({ length: range.count }, (_, i) => values.slice(offsets[i], offsets[i + 1]))
    },
  }
}

const failure = (reason: string): Hdf5Answer => ({ state: 'failed', reason })
const ENDED = failure('the HDF5 library has ended')

interface Thread {
  ask(question: Hdf5Question): Promise<Hdf5Answer>
  end(): Promise<void>
}

function startThread(seconds: number): Thread {
  // Captured and left unread: the library's own complaints come back as reasons.
  const worker = new Worker(compiledFile('src/data/readers/hdf5-worker.js'), { stdout: true, stderr: true })
  let settle: (answer: Hdf5Answer) => void = () => undefined
  let over: Hdf5Answer | undefined
  const finish = (answer: Hdf5Answer) => {
    over ??= answer
    settle(over)
  }
  worker.on('message', (answer: Hdf5Answer) => settle(answer))
  worker.on('error', (error) => finish(failure(error.message)))
  worker.on('exit', () => finish(ENDED))
  return {
    ask(question) {
      if (over) return Promise.resolve(over)
      return new Promise((resolve) => {
        const reason = `no answer to '${question.ask}' within ${seconds} s: damaged, or on a very slow disk`
        const timer = setTimeout(() => finish(failure(reason)), seconds * 1000)
        settle = (answer) => {
          clearTimeout(timer)
          resolve(answer)
        }
        worker.postMessage(question)
      })
    },
    async end() {
      await worker.terminate()
    },
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
