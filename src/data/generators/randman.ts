import { z } from 'zod'
import { type Key, key, uniform } from '../../kernel/numerics/random.js'
import { balancedLabel } from './balanced-label.js'
import type { GeneratedTask } from './generated-task.js'
import { drawManifold, type Manifold, manifoldPoint } from './random-manifold.js'
import { sampleCounts, stepCount } from './settings.js'

/** Random-manifold classification (src/data/generators/random-manifold.ts), by default as in the article. */
export const randmanSchema = z
  .strictObject({
    source: z.literal('randman'),
    classes: z.int().min(2).max(1000).default(10),
    units: z.int().min(1).max(10_000).default(20),
    /** Spikes of every unit, each from a manifold of its own at the same x. */
    spikes: z.int().min(1).max(100).default(1),
    /** Dimension of the manifolds. */
    dimension: z.int().min(1).max(20).default(1),
    /** Smoothness. */
    alpha: z.number().min(0.1).max(10).default(1),
    formula: z.enum(['torch', 'numpy', 'article']).default('torch'),
    steps: stepCount(1, 100),
    /** Spikes lie in the first so many steps. */
    activeSteps: stepCount(1, 50),
    samples: sampleCounts(),
  })
  .refine(({ activeSteps, steps }) => activeSteps <= steps, { path: ['activeSteps'], error: 'must not exceed steps' })
type RandmanSettings = z.output<typeof randmanSchema>

/** A manifold with the range of its coordinates, by which they become times. */
interface RangedManifold {
  readonly manifold: Manifold
  /** [coordinate] */
  readonly low: Float64Array
  readonly high: Float64Array
}

/** Points that the range is taken over. */
const REFERENCE_POINTS = 250
const EPSILON = 1e-7

/**
 * A class is a smooth random manifold in the space of spike times: every unit spikes equally often in every trial, so
 * only times tell the class. The authors standardise by the smallest and largest value over all samples of a class;
 * here the range is that of 250 points drawn for it (values past it are cut off), so that no trial depends on others.
 */
export const randman: GeneratedTask<RandmanSettings> = {
  shape: ({ classes, units, steps }) => ({
    classNames: Array.from({ length: classes }, (_, c) => `manifold ${c}`),
    channels: units,
    steps,
  }),
  writer(s, dataKey) {
    // [class][spike]
    const manifolds = Array.from({ length: s.classes }, (_, c) =>
      Array.from({ length: s.spikes }, (_, n) => rangedManifold(s, key(dataKey, 'manifold', c, n))),
    )
    return (builder, split, index) => {
      const splitKey = key(dataKey, split)
      const label = balancedLabel(splitKey, index, s.classes)
      const x = point(key(splitKey, 'x', index), 0, s.dimension)
      const events = manifolds[label].flatMap((manifold) =>
        Array.from(spikeSteps(manifold, x, s.activeSteps), (step, channel) => ({ step, channel })),
      )
      events.sort((a, b) => a.step - b.step || a.channel - b.channel)
      builder.startSample({ steps: s.steps, label, split })
      for (const { step, channel } of events) builder.event(step, channel)
    }
  },
}

function rangedManifold({ formula, units, dimension, alpha }: RandmanSettings, k: Key): RangedManifold {
  const manifold = drawManifold({ formula, embedding: units, dimension, alpha }, k)
  const low = new Float64Array(units).fill(Number.POSITIVE_INFINITY)
  const high = new Float64Array(units).fill(Number.NEGATIVE_INFINITY)
  for (let i = 0; i < REFERENCE_POINTS; i++) {
    manifoldPoint(manifold, point(key(k, 'reference'), i, dimension)).forEach((value, unit) => {
      low[unit] = Math.min(low[unit], value)
      high[unit] = Math.max(high[unit], value)
    })
  }
  return { manifold, low, high }
}

/** [dimension] uniform in [0, 1). */
const point = (k: Key, index: number, dimension: number) =>
  Float64Array.from({ length: dimension }, (_, d) => uniform(k, index, d))

/** [unit] step of its spike. */
function spikeSteps({ manifold, low, high }: RangedManifold, x: Float64Array, activeSteps: number): Float64Array {
  return manifoldPoint(manifold, x).map((value, unit) => {
    const standard = (value - low[unit]) / (high[unit] - low[unit] + EPSILON)
    return Math.min(activeSteps - 1, Math.max(0, Math.floor(standard * activeSteps)))
  })
}
