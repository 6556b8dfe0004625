import type { PhaseTime, SessionMeasure } from '../store/records.js'

interface Moment {
  readonly wallMs: number
  readonly threadSeconds: number
  readonly cpuMicroseconds: number
}

/** Where the time of a session goes: wall, thread and processor seconds, in all and by phase. */
export class Spending {
  readonly #busySeconds: () => number
  readonly #cpuMicroseconds: () => number
  readonly #start: Moment
  readonly #phases = new Map<string, PhaseTime>()
  #underWay: { readonly phase: string; readonly since: Moment } | undefined

  /** `cpuMicroseconds`: the run's own, where the process has several. */
  constructor(busySeconds: () => number, cpuMicroseconds: () => number = processMicroseconds) {
    this.#busySeconds = busySeconds
    this.#cpuMicroseconds = cpuMicroseconds
    this.#start = this.#now()
  }

  /** Counts what `work` takes as time of the phase. One at a time. */
  async during<T>(phase: string, work: () => Promise<T>): Promise<T> {
    this.#underWay = { phase, since: this.#now() }
    try {
      return await work()
    } finally {
      this.#phases.set(phase, this.#sum(phase, this.#underWay.since))
      this.#underWay = undefined
    }
  }

  /** What is under way counts until now. */
  measure(): Required<SessionMeasure> {
    const whole = between(this.#start, this.#now())
    const phases = new Map(this.#phases)
    if (this.#underWay) phases.set(this.#underWay.phase, this.#sum(this.#underWay.phase, this.#underWay.since))
    const { wallSeconds, threadSeconds: busySeconds, cpuSeconds } = whole
    return { wallSeconds, busySeconds, cpuSeconds, phases }
  }

  #sum(phase: string, since: Moment): PhaseTime {
    const added = between(since, this.#now())
    const { wallSeconds, threadSeconds, cpuSeconds } = this.#phases.get(phase) ?? NONE
    return {
      wallSeconds: wallSeconds + added.wallSeconds,
      threadSeconds: threadSeconds + added.threadSeconds,
      cpuSeconds: cpuSeconds + added.cpuSeconds,
    }
  }

  #now(): Moment {
    const threadSeconds = this.#busySeconds()
    return { wallMs: performance.now(), threadSeconds, cpuMicroseconds: this.#cpuMicroseconds() }
  }
}

/** Processor time of this process so far. */
export function processMicroseconds(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

const NONE: PhaseTime = { wallSeconds: 0, threadSeconds: 0, cpuSeconds: 0 }

function between(from: Moment, to: Moment): PhaseTime {
  return {
    wallSeconds: (to.wallMs - from.wallMs) / 1000,
    threadSeconds: to.threadSeconds - from.threadSeconds,
    cpuSeconds: (to.cpuMicroseconds - from.cpuMicroseconds) / 1e6,
  }
}
