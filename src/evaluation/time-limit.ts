/** The longest a timer can wait, about 25 days; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export interface TimeLimit {
  readonly signal: AbortSignal
  begin(): void
  /** Whether the time was up, and not everything halted. */
  expired(): boolean
  /** Fires the signal now, though the time is not up. */
  stop(): void
  end(): void
}

/** A signal that fires when everything halts, or some seconds after `begin`: time in the queue does not count. */
export function timeLimit(seconds: number | undefined, halted: AbortSignal): TimeLimit {
  const limit = new AbortController()
  const abort = () => limit.abort()
  let timer: NodeJS.Timeout | undefined
  let isExpired = false
  const expire = () => {
    isExpired = true
    limit.abort()
  }
  halted.addEventListener('abort', abort)
  if (halted.aborted) abort()
  return {
    signal: limit.signal,
    begin: () => {
      if (seconds !== undefined) timer = setTimeout(expire, Math.min(seconds * 1000, LONGEST_TIMER_MS))
    },
    expired: () => isExpired,
    stop: abort,
    end: () => {
      clearTimeout(timer)
      halted.removeEventListener('abort', abort)
    },
  }
}
