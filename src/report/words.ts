/** `83.1 %` */
export const percent = (fraction: number): string =>
  Number.isFinite(fraction) ? `${(100 * fraction).toFixed(1)} %` : '–'

/** `1 training`, `2 trainings`. */
export const counted = (n: number, word: string): string => `${grouped(n)} ${n === 1 ? word : `${word}s`}`

/** `12 345`: thin spaces, as no language reads them as decimals. */
export const grouped = (n: number): string =>
  Math.abs(n) < 10_000 ? String(n) : String(n).replaceAll(/\B(?=(\d{3})+$)/g, '\u2009')

/** Four digits that count; `1.23 M` above a million. */
export function short(n: number): string {
  if (!Number.isFinite(n)) return '–'
  const size = Math.abs(n)
  if (size >= 1e9) return `${(n / 1e9).toPrecision(3)} G`
  if (size >= 1e6) return `${(n / 1e6).toPrecision(3)} M`
  if (Number.isInteger(n) || size >= 10_000) return grouped(Math.round(n))
  return String(Number(n.toPrecision(4)))
}

/** `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toPrecision(2))} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${whole - 60 * minutes} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`
