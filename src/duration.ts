const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const
type Unit = keyof typeof SECONDS

/** Seconds of `30s`, `10m`, `1.5h`, `2d` or `1h30m`; undefined for anything else. */
export function durationSeconds(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?[smhd])+$/.test(text)) return undefined
  let seconds = 0
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g))
    seconds += Number(count) * SECONDS[unit as Unit]
  return seconds
}
