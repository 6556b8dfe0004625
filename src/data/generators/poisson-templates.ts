import { z } from 'zod'
import { normal } from '../../kernel/numerics/normal.js'
import { integer, type Key, key, uniform } from '../../kernel/numerics/random.js'
import { balancedLabel } from './balanced-label.js'
import { gapDraw } from './gap.js'
import type { GeneratedTask } from './generated-task.js'
import { probability, sampleCounts } from './settings.js'

/** Frozen noise patterns. Lengths in simulation steps, probabilities per input and step. */
export const poissonTemplatesSchema = z.strictObject({
  source: z.literal('poisson-templates'),
  classes: z.int().min(2).max(1000).default(10),
  channels: z.int().min(1).max(10_000).default(40),
  steps: z.int().min(1).max(20_000).default(100),
  /** Spikes per channel of a template: exactly so many, or their mean. */
  spikes: z.int().min(1).max(1000).default(3),
  /** `equal`: every channel of every template has `spikes` spikes, so that no count tells the class. */
  counts: z.enum(['equal', 'poisson']).default('equal'),
  templatesPerClass: z.int().min(1).max(1000).default(3),
  /** Standard deviation of each spike's displacement, steps. */
  jitter: z.number().min(0).max(1000).default(8),
  /** Probability that a template's spike is left out. */
  deletion: probability(0.2),
  background: z.number().min(0).max(0.99).default(0.005),
  samples: sampleCounts(),
})
type PoissonTemplatesSettings = z.output<typeof poissonTemplatesSchema>

interface TemplateSpike {
  readonly step: number
  readonly channel: number
}

/**
 * Each class owns a few templates of random spikes; a trial is one of them with its spikes displaced, some left out and
 * others added. With `counts: equal` a template's spikes are uniform in time given their number, as a Poisson
 * process's are.
 */
export const poissonTemplates: GeneratedTask<PoissonTemplatesSettings> = {
  shape: ({ classes, channels, steps }) => ({
    classNames: Array.from({ length: classes }, (_, c) => `pattern ${c}`),
    channels,
    steps,
  }),
  writer(s, dataKey) {
    const templates = Array.from({ length: s.classes * s.templatesPerClass }, (_, t) =>
      template(s, key(dataKey, 'template', t)),
    )
    const noiseGap = gapDraw(s.background)
    return (builder, split, index) => {
      const splitKey = key(dataKey, split)
      const label = balancedLabel(splitKey, index, s.classes)
      const trialKey = key(splitKey, 'trial', index)
      const chosen = integer(key(trialKey, 'template'), 0, s.templatesPerClass)
      const spikes = templates[label * s.templatesPerClass + chosen].flatMap((spike, i) =>
        jittered(s, spike, trialKey, i),
      )
      const noiseKey = key(trialKey, 'background')
      const cells = s.steps * s.channels
      let draws = 0
      for (
        let cell = noiseGap(uniform(noiseKey, draws++));
        cell < cells;
        cell += 1 + noiseGap(uniform(noiseKey, draws++))
      )
        spikes.push({ step: Math.floor(cell / s.channels), channel: cell % s.channels })
      spikes.sort((a, b) => a.step - b.step || a.channel - b.channel)
      builder.startSample({ steps: s.steps, label, split })
      for (const { step, channel } of spikes) builder.event(step, channel)
    }
  },
}

function template({ channels, steps, spikes, counts }: PoissonTemplatesSettings, k: Key): TemplateSpike[] {
  return Array.from({ length: channels }, (_, channel) => {
    const draws = key(k, channel)
    if (counts === 'equal')
      return Array.from({ length: spikes }, (_, i) => ({ step: integer(draws, i, steps), channel }))
    return Array.from({ length: steps }, (_, step) => ({ step, channel })).filter(
      ({ step }) => uniform(draws, step) < spikes / steps,
    )
  }).flat()
}

/** The spike displaced, none when it is left out. Past an end of the trial it is reflected, so that counts stay. */
function jittered(s: PoissonTemplatesSettings, { step, channel }: TemplateSpike, k: Key, i: number): TemplateSpike[] {
  if (uniform(k, i, 0) < s.deletion) return []
  const moved = Math.round(step + s.jitter * normal(k, i, 1))
  return [{ step: reflected(moved, s.steps), channel }]
}

/** `step` folded into 0..steps-1 as by mirrors just outside both ends. */
function reflected(step: number, steps: number): number {
  const period = 2 * steps
  const inside = ((step % period) + period) % period
  return inside < steps ? inside : period - 1 - inside
}
