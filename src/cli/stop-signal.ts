import { EXIT, type ExitCode } from './exit-code.js'
import { note } from './output.js'

/**
 * npm forwards the Ctrl-C that the terminal has already sent to the whole process group: a second signal this soon
 * after the first is the same one.
 */
const SAME_SIGNAL_MS = 500

const CODE = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const

export interface StopSignal {
  readonly signal: AbortSignal
  /** 130 or 143 once a signal came. */
  exitCode(): ExitCode | undefined
  /** Signals have their usual effect again. */
  release(): void
}

/** SIGINT or SIGTERM: the first stops cleanly, the second ends the process at once. */
export function listenForStop(): StopSignal {
  const stop = new AbortController()
  let code: ExitCode | undefined
  let firstAt = 0
  const onSignal = (name: NodeJS.Signals): void => {
    const now = performance.now()
    if (code !== undefined && now - firstAt < SAME_SIGNAL_MS) return
    if (code !== undefined) process.exit(code)
    code = name === 'SIGTERM' ? CODE.SIGTERM : CODE.SIGINT
    firstAt = now
    note('\nstopping after the current step; once more to stop at once')
    stop.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: stop.signal,
    exitCode: () => code,
    release: () => {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
