import { type Key, key, uniform } from '../../kernel/numerics/random.js'
import { LegacyNumpyRandom } from './legacy-numpy-random.js'

/**
 * The Yin-Yang data set: Kriener, Göltz, Petrovici, "The Yin-Yang dataset", NICE 2022 (arXiv 2102.08211). Points of a
 * disc, in three classes that no linear read can separate.
 */
export interface YinYangSample {
  /** x, y, 1 - x, 1 - y, each in [0, 1]. */
  readonly values: readonly [number, number, number, number]
  /** Index into YIN_YANG_CLASSES. */
  readonly label: number
}

/** In the published order, although the published rule gives 1 to the part it calls yin. */
export const YIN_YANG_CLASSES = ['yin', 'yang', 'dot'] as const

/** Seeds of the published sets of 5000, 1000 and 1000 samples. */
export const YIN_YANG_SEEDS = { train: 42, validation: 41, test: 40 } as const

const RADIUS = 0.5
export const YIN_YANG_DOT_RADIUS = 0.1

/** Class of a point in the disc of radius 0.5 around (0.5, 0.5). */
export function yinYangClass(x: number, y: number, dotRadius = YIN_YANG_DOT_RADIUS): number {
  const right = distance(x, y, 1.5 * RADIUS, RADIUS)
  const left = distance(x, y, 0.5 * RADIUS, RADIUS)
  if (right < dotRadius || left < dotRadius) return 2
  const yin = right <= dotRadius || (left > dotRadius && left <= 0.5 * RADIUS) || (y > RADIUS && right > 0.5 * RADIUS)
  return yin ? 1 : 0
}

/**
 * The first `count` samples of the published generator with that seed, bit for bit: with seeds 42, 41 and 40 the
 * published train, validation and test sets, with any other seed further ones.
 */
export function yinYangSamples(seed: number, count: number, dotRadius = YIN_YANG_DOT_RADIUS): YinYangSample[] {
  const random = new LegacyNumpyRandom(seed)
  return Array.from({ length: count }, () => {
    const goal = random.integer(3)
    return pointOf(goal, dotRadius, () => random.uniform())
  })
}

/** Sample `index` of `splitKey`, drawn by counter: the same distribution, and no sample depends on another. */
export function yinYangSample(splitKey: Key, index: number, label: number, dotRadius = YIN_YANG_DOT_RADIUS) {
  const k = key(splitKey, 'point', index)
  let draws = 0
  return pointOf(label, dotRadius, () => uniform(k, draws++))
}

/** Points of the square until one lies in the disc and in the class. */
function pointOf(label: number, dotRadius: number, draw: () => number): YinYangSample {
  for (;;) {
    const x = draw() * 2 * RADIUS
    const y = draw() * 2 * RADIUS
    if (distance(x, y, RADIUS, RADIUS) > RADIUS) continue
    if (yinYangClass(x, y, dotRadius) === label) return { values: [x, y, 1 - x, 1 - y], label }
  }
}

function distance(x: number, y: number, centreX: number, centreY: number): number {
  const dx = x - centreX
  const dy = y - centreY
  return Math.sqrt(dx * dx + dy * dy)
}

/** Spike times in synaptic time constants: Göltz et al., "Fast and energy-efficient neuromorphic deep learning", 2021. */
export const YIN_YANG_TIMES = { early: 0.15, late: 2, bias: 0.9 } as const

/** [value] early + (late - early) value: one spike per value, in the unit of `early` and `late`. */
export function yinYangTimes(
  { values }: YinYangSample,
  { early, late }: { readonly early: number; readonly late: number } = YIN_YANG_TIMES,
): Float64Array {
  return Float64Array.from(values, (value) => early + (late - early) * value)
}
