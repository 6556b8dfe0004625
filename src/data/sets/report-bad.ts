import { BadFile } from '../readers/bad-file.js'

/** For `.catch`: a BadFile goes to `onBad`, which may throw, and leaves nothing behind; another error is thrown again. */
export function reportBad(error: unknown, onBad: (bad: BadFile) => void): undefined {
  if (!(error instanceof BadFile)) throw error
  onBad(error)
  return undefined
}
