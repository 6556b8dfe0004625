const MIB = 2 ** 20
/** What a thread needs besides its evaluation: its engine, its code, and data sets that it keeps. */
const THREAD_MIB = 256
const LOOK_MS = 100
/** A thread that was stopped gives its memory back within about this long. */
const REST_MS = 1000

/** Under way on a thread; `stop` ends it. `alone`: nothing else was. */
export interface Watched {
  readonly stop: (alone: boolean) => void
}

/** The most JavaScript objects one thread may hold, in MiB: the engine ends a thread that goes beyond. */
export const heapLimitMiB = (evaluationMiB: number): number => Math.ceil(evaluationMiB + THREAD_MIB)

/**
 * Stops what is under way when the process has grown by more than its threads may take. Array buffers and WebAssembly
 * count in no thread's heap, and only the process as a whole can be measured: so all that is under way is stopped, and
 * whose fault it was shows when each is tried again alone.
 */
export class MemoryWatch {
  readonly #allowed: number
  readonly #underWay = new Set<Watched>()
  #base = process.memoryUsage.rss()
  #restUntil = 0
  #timer: NodeJS.Timeout | undefined

  constructor(threads: number, evaluationMiB: number) {
    this.#allowed = threads * (evaluationMiB + THREAD_MIB) * MIB
  }

  add(watched: Watched): void {
    this.#underWay.add(watched)
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref()
  }

  remove(watched: Watched): void {
    this.#underWay.delete(watched)
    if (this.#underWay.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #look(): void {
    const now = performance.now()
    if (now < this.#restUntil) return
    const size = process.memoryUsage.rss()
    if (this.#restUntil > 0) {
      // What the system did not take back is nobody's any more.
      this.#base = Math.max(this.#base, size)
      this.#restUntil = 0
    }
    if (size - this.#base <= this.#allowed) return
    this.#restUntil = now + REST_MS
    const alone = this.#underWay.size === 1
    for (const watched of [...this.#underWay]) watched.stop(alone)
  }
}
