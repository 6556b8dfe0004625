import { durationSeconds } from '../duration.js'
import { UsageError } from '../usage-error.js'

/** Seconds of `30s`, `10m`, `1.5h`, `2d` or `1h30m`. */
export function parseDuration(text: string, option: string): number {
  const seconds = durationSeconds(text)
  if (seconds !== undefined && seconds > 0) return seconds
  throw new UsageError(`${option} must be a duration above 0 such as 30s, 10m or 2h, but got "${text}"`)
}

/** `4.2 s`, `1m 42s`, `2h 05m`. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}m ${pad(whole % 60)}s`
  return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`
}

const pad = (n: number): string => String(n).padStart(2, '0')
