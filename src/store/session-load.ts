import type { Database } from 'better-sqlite3'
import type { PhaseTime, SessionStart, StoredSession } from './records.js'

/** The row is written anew at most this often. */
const REFRESH_MS = 1000

/** Keeps the rows of a running session in tables `session_load` and `session_phase`, within transactions that happen anyway. */
export class LoadRow {
  readonly #database: Database
  readonly #session: number
  readonly #measure: NonNullable<SessionStart['measure']>
  #writtenAt = Number.NEGATIVE_INFINITY

  constructor(database: Database, session: number, measure: NonNullable<SessionStart['measure']>) {
    this.#database = database
    this.#session = session
    this.#measure = measure
  }

  refresh(recordSeconds: number): void {
    if (performance.now() - this.#writtenAt > REFRESH_MS) this.write(recordSeconds)
  }

  write(recordSeconds: number): void {
    const { wallSeconds, busySeconds, cpuSeconds, phases = new Map<string, PhaseTime>() } = this.#measure()
    this.#database.prepare(WRITE).run(this.#session, wallSeconds, busySeconds, recordSeconds, cpuSeconds ?? null)
    const writePhase = this.#database.prepare(WRITE_PHASE)
    for (const [phase, time] of phases) {
      writePhase.run(this.#session, phase, time.wallSeconds, time.threadSeconds, time.cpuSeconds)
    }
    this.#writtenAt = performance.now()
  }
}

const WRITE = `
INSERT INTO session_load (session, wall_seconds, busy_seconds, record_seconds, cpu_seconds) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (session) DO UPDATE
SET wall_seconds = excluded.wall_seconds, busy_seconds = excluded.busy_seconds, record_seconds = excluded.record_seconds,
  cpu_seconds = excluded.cpu_seconds`

const WRITE_PHASE = `
INSERT INTO session_phase (session, phase, wall_seconds, thread_seconds, cpu_seconds) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (session, phase) DO UPDATE
SET wall_seconds = excluded.wall_seconds, thread_seconds = excluded.thread_seconds, cpu_seconds = excluded.cpu_seconds`

/** Shares of a run's time, over all of its sessions that were measured. */
export interface Utilisation {
  /** Of the newest session. */
  readonly threads: number
  /** Share of the threads' time during which they had work: 0 .. 1. */
  readonly busy: number
  /** Share of the time that went into encoding states and into the store's transactions: 0 .. 1. */
  readonly recording: number
}

/** Undefined before anything was measured. */
export function utilisation(sessions: readonly StoredSession[]): Utilisation | undefined {
  const measured = sessions.flatMap(({ threads, load }) => (load === null ? [] : [{ threads, ...load }]))
  const wall = measured.reduce((sum, load) => sum + load.wallSeconds, 0)
  if (wall === 0) return undefined
  const threadSeconds = measured.reduce((sum, load) => sum + load.threads * load.wallSeconds, 0)
  return {
    threads: measured[measured.length - 1].threads,
    busy: measured.reduce((sum, load) => sum + load.busySeconds, 0) / threadSeconds,
    recording: measured.reduce((sum, load) => sum + load.recordSeconds, 0) / wall,
  }
}
