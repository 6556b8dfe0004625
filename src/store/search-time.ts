import type { StoredSession } from './records.js'
import type { RunReader } from './run-reader.js'

/** Phase of the work after a search, under which its time is counted. */
export const CHECK_PHASE = 'check'

/** Time that a search has taken, over all sessions and without the check after it. */
export interface SearchTime {
  readonly wallSeconds: number
  /** User and system time of the process; sessions of older programs did not measure it. */
  readonly cpuSeconds: number
}

export function searchTime(store: RunReader, runningUntilMs?: number): SearchTime {
  const sessions = store.sessions()
  const { [CHECK_PHASE]: check } = store.spent().phases
  const cpuSeconds = sessions.reduce((sum, { load }) => sum + (load?.cpuSeconds ?? 0), 0)
  return {
    wallSeconds: elapsedSeconds(store, sessions, runningUntilMs) - (check?.wallSeconds ?? 0),
    cpuSeconds: cpuSeconds - (check?.cpuSeconds ?? 0),
  }
}

/** Wall time of all sessions; a killed one counts until its last commit. */
export function elapsedSeconds(
  store: RunReader,
  sessions: readonly StoredSession[],
  runningUntilMs: number | undefined,
): number {
  const seconds = sessions.map((session, index) => {
    if (session.end !== null) return session.end.wallSeconds
    const start = Date.parse(session.startedAt)
    const next = sessions[index + 1]
    if (next === undefined && runningUntilMs !== undefined) return (runningUntilMs - start) / 1000
    const last = store.lastCommitBetween(session.startedAt, next?.startedAt ?? '9999')
    return last === undefined ? 0 : (Date.parse(last) - start) / 1000
  })
  return seconds.reduce((sum, x) => sum + x, 0)
}
