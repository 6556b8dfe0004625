import { cosSinTurn, exp, log } from '../../kernel/numerics/elementary.js'

/*
 * Lyon's passive ear, filter design, after M. Slaney's description of it (Auditory Toolbox 2). Frequencies in Hz.
 */
const EAR_Q = 8
const STEP = EAR_Q / 32
const BREAK_HZ = 1000
const ZERO_OFFSET = 1.5
const SHARPNESS = 5
const PRE_EMPHASIS_HZ = 300
const PI = 3.141592653589793

/** Front stages (pre-emphasis, resonance at the top) before the cochlea's own stages. */
export const FRONT_STAGES = 2

/** y[t] = a0 x[t] + a1 x[t-1] + a2 x[t-2] - b1 y[t-1] - b2 y[t-2] */
export interface Section {
  readonly a0: number
  readonly a1: number
  readonly a2: number
  readonly b1: number
  readonly b2: number
}

export interface LyonDesign {
  readonly sampleRate: number
  /** Channels, front stages excluded. */
  readonly channels: number
  /** [channel] centre frequency, falling. */
  readonly centre: Float64Array
  /** [FRONT_STAGES + channels] sections of the cascade, each fed by the one before. */
  readonly sections: readonly Section[]
}

/** sqrt(f^2 + Eb^2): bandwidth times Q. */
const resolution = (f: number) => Math.sqrt(f * f + BREAK_HZ * BREAK_HZ)

const topFrequency = (sampleRate: number) =>
  sampleRate / 2 - (resolution(sampleRate / 2) * STEP * (ZERO_OFFSET - 1)) / EAR_Q

/** Channels of the ear at a sample rate: 64 at 8 kHz, 78 at 12.5 kHz. */
export function lyonChannels(sampleRate: number): number {
  const top = topFrequency(sampleRate)
  const low = BREAK_HZ / Math.sqrt(4 * EAR_Q * EAR_Q - 1)
  return Math.floor((EAR_Q / STEP) * (log(top + resolution(top)) - log(low + resolution(low))))
}

export function designLyonEar(sampleRate: number): LyonDesign {
  const channels = lyonChannels(sampleRate)
  if (!(channels >= 2)) throw new RangeError(`sample rate ${sampleRate} Hz is too low for Lyon's ear`)
  const top = topFrequency(sampleRate)
  const centre = Float64Array.from({ length: channels }, (_, i) => centreFrequency(i + 1, top))
  const stages = Array.from(centre, (cf, i) => {
    const gain = i === 0 ? centre[0] / centre[1] : centre[i - 1] / cf
    return cochleaStage(cf, gain, sampleRate)
  })
  return { sampleRate, channels, centre, sections: [...frontStages(top, centre[0], sampleRate), ...stages] }
}

/** Stage n = 1..N. */
function centreFrequency(n: number, top: number): number {
  const a = top + resolution(top)
  const e = exp((n * STEP) / EAR_Q)
  return (a / e - (e * BREAK_HZ * BREAK_HZ) / a) / 2
}

/** Zero above the pole, gain at 0 Hz as given. */
function cochleaStage(cf: number, gainAtZero: number, sampleRate: number): Section {
  const bandwidth = resolution(cf) / EAR_Q
  const zf = cf + bandwidth * STEP * ZERO_OFFSET
  const [, z1, z2] = secondOrder(zf, (SHARPNESS * zf) / bandwidth, sampleRate)
  const [, b1, b2] = secondOrder(cf, cf / bandwidth, sampleRate)
  const scale = (gainAtZero * (1 + b1 + b2)) / (1 + z1 + z2)
  return { a0: scale, a1: scale * z1, a2: scale * z2, b1, b2 }
}

function frontStages(top: number, firstCentre: number, sampleRate: number): Section[] {
  const preEmphasis = { a0: 0, a1: 1, a2: -exp((-2 * PI * PRE_EMPHASIS_HZ) / sampleRate), b1: 0, b2: 0 }
  const [, b1, b2] = secondOrder(top, (firstCentre * EAR_Q) / resolution(firstCentre), sampleRate)
  const resonance = { a0: 1, a1: 0, a2: -1, b1, b2 }
  return [preEmphasis, resonance].map((section) => scaled(section, 1 / gainAtQuarter(section)))
}

/** Coefficients [1, c1, c2] of a pair of roots at frequency f with quality q >= 1/2. */
function secondOrder(f: number, q: number, sampleRate: number): [1, number, number] {
  const r = exp((-PI * f) / (sampleRate * q))
  const cos = cosSinTurn((f / sampleRate) * Math.sqrt(1 - 1 / (4 * q * q)))[0]
  return [1, -2 * r * cos, r * r]
}

/** |H| at a quarter of the sample rate, where z^-1 = -i and z^-2 = -1. */
function gainAtQuarter({ a0, a1, a2, b1, b2 }: Section): number {
  return Math.sqrt(((a0 - a2) * (a0 - a2) + a1 * a1) / ((1 - b2) * (1 - b2) + b1 * b1))
}

function scaled({ a0, a1, a2, b1, b2 }: Section, by: number): Section {
  return { a0: a0 * by, a1: a1 * by, a2: a2 * by, b1, b2 }
}
