import { exp, expm1 } from '../../kernel/numerics/elementary.js'
import { FRONT_STAGES, type LyonDesign } from './lyon-design.js'

/** Four gain controls in series: target level, and time constant in seconds. */
const GAIN_CONTROLS = [
  { target: 0.0032, tau: 0.64 },
  { target: 0.0016, tau: 0.16 },
  { target: 0.0008, tau: 0.04 },
  { target: 0.0004, tau: 0.01 },
] as const
const MAX_GAIN_STATE = 0.9
/** Smoothing time constant, in decimated frames. */
const SMOOTHING_FRAMES = 3

/*
 * One channel's numbers lie together, so that one sample walks memory once:
 *
 *   0..4 a0 a1 a2 b1 b2 | 5,6 section state | 7..10 gain states | 11,12 smoothing state | 13 smoothed output
 *
 * A row of padding follows the last channel: it repeats the last gain states, since a missing neighbour is the channel
 * itself.
 */
const ROW = 14
const GAIN = 7
const OUTPUT = 13

interface EarConstants {
  /** eps / target of each gain control. */
  readonly rise: readonly number[]
  /** (1 - eps) / 3 of each gain control. */
  readonly leak: readonly number[]
  /** Smoothing filter: y[t] = a2 x[t-2] - b1 y[t-1] - b2 y[t-2]. */
  readonly smoothing: { readonly a2: number; readonly b1: number; readonly b2: number }
}

/**
 * Lyon's passive ear: cascade, half-wave rectifier, gain controls, difference of neighbours, smoothing, decimation.
 * Returns a function from samples in [-1, 1] to frames [floor(length / decimation)][channels], row-major, about 1e-4.
 */
export function lyonEar(design: LyonDesign, decimation: number): (samples: Float64Array) => Float64Array {
  const silent = packRows(design)
  const rows = new Float64Array(silent.length)
  const constants = earConstants(design.sampleRate, decimation)
  return (samples) => {
    rows.set(silent)
    const count = Math.floor(samples.length / decimation)
    const frames = new Float64Array(count * design.channels)
    for (let f = 0; f < count; f++) {
      hear(samples, f * decimation, (f + 1) * decimation, rows, constants)
      for (let c = 0; c < design.channels; c++) {
        frames[f * design.channels + c] = rows[(FRONT_STAGES + c) * ROW + OUTPUT]
      }
    }
    return frames
  }
}

function packRows({ sections }: LyonDesign): Float64Array {
  const rows = new Float64Array((sections.length + 1) * ROW)
  sections.forEach(({ a0, a1, a2, b1, b2 }, i) => {
    rows.set([a0, a1, a2, b1, b2], i * ROW)
  })
  return rows
}

function earConstants(sampleRate: number, decimation: number): EarConstants {
  const eps = GAIN_CONTROLS.map(({ tau }) => -expm1(-1 / (tau * sampleRate)))
  const decay = exp(-1 / (SMOOTHING_FRAMES * decimation))
  const e = -expm1(-1 / (SMOOTHING_FRAMES * decimation))
  return {
    rise: GAIN_CONTROLS.map(({ target }, i) => eps[i] / target),
    leak: eps.map((value) => (1 - value) / 3),
    // Gain 1 at 0 Hz: the denominator there is (1 - decay)^2 = e^2.
    smoothing: { a2: e * e, b1: -2 * decay, b2: decay * decay },
  }
}

/**
 * Samples [from, to) through all channels. Long because it is one loop: the recurrence down the cascade takes as long
 * as everything else of a channel together, and hides behind it only when both are in the same loop.
 */
function hear(samples: Float64Array, from: number, to: number, rows: Float64Array, constants: EarConstants): void {
  const [rise0, rise1, rise2, rise3] = constants.rise
  const [leak0, leak1, leak2, leak3] = constants.leak
  const { a2, b1, b2 } = constants.smoothing
  const end = rows.length - ROW
  for (let t = from; t < to; t++) {
    let x = samples[t]
    let below0 = rows[GAIN]
    let below1 = rows[GAIN + 1]
    let below2 = rows[GAIN + 2]
    let below3 = rows[GAIN + 3]
    let previous = 0
    for (let r = 0; r < end; r += ROW) {
      const y = rows[r] * x + rows[r + 5]
      rows[r + 5] = rows[r + 1] * x - rows[r + 3] * y + rows[r + 6]
      rows[r + 6] = rows[r + 2] * x - rows[r + 4] * y
      x = y

      // (y + |y|) / 2 is exactly max(0, y) and has no branch to mispredict. Rectified, hence never negative: the |.|
      // of the gain control's equation has nothing to do.
      let out = r < FRONT_STAGES * ROW ? 0 : 0.5 * (y + Math.abs(y))
      const s0 = rows[r + 7]
      const s1 = rows[r + 8]
      const s2 = rows[r + 9]
      const s3 = rows[r + 10]
      out *= 1 - s0
      const n0 = out * rise0 + leak0 * (below0 + s0 + rows[r + ROW + 7])
      rows[r + 7] = n0 < MAX_GAIN_STATE ? n0 : MAX_GAIN_STATE
      out *= 1 - s1
      const n1 = out * rise1 + leak1 * (below1 + s1 + rows[r + ROW + 8])
      rows[r + 8] = n1 < MAX_GAIN_STATE ? n1 : MAX_GAIN_STATE
      out *= 1 - s2
      const n2 = out * rise2 + leak2 * (below2 + s2 + rows[r + ROW + 9])
      rows[r + 9] = n2 < MAX_GAIN_STATE ? n2 : MAX_GAIN_STATE
      out *= 1 - s3
      const n3 = out * rise3 + leak3 * (below3 + s3 + rows[r + ROW + 10])
      rows[r + 10] = n3 < MAX_GAIN_STATE ? n3 : MAX_GAIN_STATE
      below0 = s0
      below1 = s1
      below2 = s2
      below3 = s3

      const fall = previous - out
      const difference = 0.5 * (fall + Math.abs(fall))
      previous = out
      const smooth = rows[r + 11]
      rows[r + 11] = rows[r + 12] - b1 * smooth
      rows[r + 12] = a2 * difference - b2 * smooth
      rows[r + OUTPUT] = smooth
    }
    for (let g = GAIN; g < GAIN + GAIN_CONTROLS.length; g++) rows[end + g] = rows[end - ROW + g]
  }
}
