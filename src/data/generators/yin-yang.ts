import { z } from 'zod'
import { key } from '../../kernel/numerics/random.js'
import type { Split } from '../dataset.js'
import { balancedLabel } from './balanced-label.js'
import type { GeneratedTask } from './generated-task.js'
import { sampleCounts, stepCount } from './settings.js'
import {
  YIN_YANG_CLASSES,
  YIN_YANG_DOT_RADIUS,
  YIN_YANG_SEEDS,
  type YinYangSample,
  yinYangSample,
  yinYangSamples,
  yinYangTimes,
} from './yin-yang-samples.js'

/**
 * Yin-Yang points as spike latencies. The defaults are the published times (0.15 to 2, bias 0.9) at 20 steps to a
 * synaptic time constant.
 */
export const yinYangSchema = z
  .strictObject({
    source: z.literal('yin-yang'),
    /**
     * `published`: the published sets (weights, then alpha, out of train; selection = validation), the same in every
     * replicate, going on with the same generators past their ends; alpha's points depend on how many weights has.
     * `fresh`: drawn from the seed in every replicate.
     */
    draw: z.enum(['published', 'fresh']).default('published'),
    /** Published: 0.1. At 0.25 nothing but dots would be left of the inner circles. */
    dotRadius: z.number().min(0.001).max(0.25).default(YIN_YANG_DOT_RADIUS),
    /** Step of a spike that says 0. */
    early: stepCount(0, 3),
    /** Step of a spike that says 1. */
    late: stepCount(1, 40),
    /** Step of the spike of a fifth channel, the same in every trial; null for none. */
    bias: z.int().min(0).max(20_000).nullable().default(18),
    /** Steps after the latest spike. */
    tailSteps: stepCount(0, 29),
    samples: sampleCounts({ weights: 4000, alpha: 1000, selection: 1000, test: 1000 }),
  })
  .refine(({ early, late }) => early < late, { path: ['late'], error: 'must be above early' })
export type YinYangSettings = z.output<typeof yinYangSchema>

export const yinYang: GeneratedTask<YinYangSettings> = {
  shape: ({ late, bias, tailSteps }) => ({
    classNames: YIN_YANG_CLASSES,
    channels: bias === null ? 4 : 5,
    steps: Math.max(late, bias ?? 0) + 1 + tailSteps,
  }),
  writer(settings, dataKey) {
    const sample = settings.draw === 'published' ? publishedSample(settings) : freshSample(settings, dataKey)
    const { steps } = yinYang.shape(settings)
    return (builder, split, index) => {
      const { values, label } = sample(split, index)
      const times = yinYangTimes({ values, label }, settings)
      const events = Array.from(times, (time, channel) => ({ step: Math.round(time), channel }))
      if (settings.bias !== null) events.push({ step: settings.bias, channel: 4 })
      events.sort((a, b) => a.step - b.step)
      builder.startSample({ steps, label, split })
      for (const { step, channel } of events) builder.event(step, channel)
    }
  },
}

type SampleOf = (split: Split, index: number) => YinYangSample

function publishedSample({ samples, dotRadius }: YinYangSettings): SampleOf {
  const train = yinYangSamples(YIN_YANG_SEEDS.train, samples.weights + samples.alpha, dotRadius)
  const sets: Readonly<Record<Split, readonly YinYangSample[]>> = {
    weights: train.slice(0, samples.weights),
    alpha: train.slice(samples.weights),
    selection: yinYangSamples(YIN_YANG_SEEDS.validation, samples.selection, dotRadius),
    test: yinYangSamples(YIN_YANG_SEEDS.test, samples.test, dotRadius),
  }
  return (split, index) => sets[split][index]
}

function freshSample({ dotRadius }: YinYangSettings, dataKey: Parameters<typeof key>[0]): SampleOf {
  return (split, index) => {
    const splitKey = key(dataKey, split)
    return yinYangSample(splitKey, index, balancedLabel(splitKey, index, YIN_YANG_CLASSES.length), dotRadius)
  }
}
