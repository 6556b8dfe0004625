import { processMicroseconds } from '../search/spending.js'

/**
 * Processor time of one process, shared out among the runs in it: what is spent between two looks goes to the runs in
 * proportion to their threads' work in between, and equally where nobody's threads worked.
 */
export class CpuShares {
  readonly #spent: () => number
  readonly #runs = new Set<Share>()
  #seen: number

  /** `spent`: of the whole process so far. */
  constructor(spent: () => number = processMicroseconds) {
    this.#spent = spent
    this.#seen = spent()
  }

  /** A run begins. `busySeconds`: work of its threads so far. */
  begin(busySeconds: () => number): { microseconds(): number; end(): void } {
    this.#look()
    const share: Share = { busySeconds, busy: busySeconds(), microseconds: 0 }
    this.#runs.add(share)
    return {
      microseconds: () => {
        if (this.#runs.has(share)) this.#look()
        return share.microseconds
      },
      end: () => {
        this.#look()
        this.#runs.delete(share)
      },
    }
  }

  #look(): void {
    const seen = this.#spent()
    const spent = seen - this.#seen
    this.#seen = seen
    const worked = [...this.#runs].map((share) => {
      const busy = share.busySeconds()
      const own = busy - share.busy
      share.busy = busy
      return { share, own }
    })
    const all = worked.reduce((sum, { own }) => sum + own, 0)
    for (const { share, own } of worked) share.microseconds += spent * (all > 0 ? own / all : 1 / worked.length)
  }
}

interface Share {
  readonly busySeconds: () => number
  busy: number
  microseconds: number
}
