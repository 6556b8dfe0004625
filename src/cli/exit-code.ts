import { UsageError } from '../usage-error.js'

/** What the process ends with (README, end of "Every day"). */
export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  nothingScored: 3,
  locked: 4,
  unreadableStore: 5,
  checkFailed: 6,
  tooManyFailures: 7,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** A comparison that was asked for came out wrong: exit code 6. */
export class CheckFailedError extends Error {
  override readonly name = 'CheckFailedError'
}

/** The errors of src/store/errors.ts, by name: that room is not loaded for a command that needs no store. */
const CODE_OF_NAME: Readonly<Record<string, ExitCode>> = {
  CheckFailedError: EXIT.checkFailed,
  RunLockedError: EXIT.locked,
  StoreBusyError: EXIT.locked,
  StoreVersionError: EXIT.unreadableStore,
  StoreCorruptError: EXIT.unreadableStore,
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return EXIT.usage
  return error instanceof Error ? (CODE_OF_NAME[error.name] ?? EXIT.internal) : EXIT.internal
}

const DISK_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** One line for people: what is wrong and the next thing to try. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `internal error: ${String(error)}`
  const line = error.message.replaceAll(/\s*\n\s*/g, ' ')
  if (exitCodeOf(error) !== EXIT.internal || error.name === 'StoreFullError') return line
  const code = 'code' in error ? String(error.code) : ''
  if (DISK_CODES.includes(code)) {
    return `the disk is full (${code}): what a run has committed is safe; free space, then motif resume RUN`
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `${line}: not allowed here; choose a folder that can be written, for runs with MOTIF_RUNS`
  }
  return `internal error: ${line || error.name} (--debug shows where)`
}
