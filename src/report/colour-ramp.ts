import { EXCITATORY, INHIBITORY } from './palette.js'

type Rgb = readonly [number, number, number]

const parts = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb

function mix(from: string, to: string, share: number): string {
  const [a, b] = [parts(from), parts(to)]
  const part = (i: number) => Math.round(a[i] + (b[i] - a[i]) * share)
  return `#${[0, 1, 2].map((i) => part(i).toString(16).padStart(2, '0')).join('')}`
}

/** White at 0, through light to dark blue at 1: its lightness falls evenly, so it survives grey print. */
export function sequential(share: number): string {
  const x = Math.min(1, Math.max(0, share))
  return x < 0.6 ? mix('#ffffff', '#4292c6', x / 0.6) : mix('#4292c6', '#08306b', (x - 0.6) / 0.4)
}

/** -1 is inhibition, 0 white, 1 excitation. */
export function diverging(value: number): string {
  return mix('#ffffff', value >= 0 ? EXCITATORY : INHIBITORY, Math.min(1, Math.abs(value)))
}
