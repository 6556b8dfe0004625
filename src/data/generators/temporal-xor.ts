import { z } from 'zod'
import { key, uniform } from '../../kernel/numerics/random.js'
import { balancedClass } from './balanced-label.js'
import { background, inputsPerGroup, probability, sampleCounts, stepCount } from './settings.js'
import type { Burst, TrialKind } from './trial.js'

/** Temporal exclusive or. Lengths in simulation steps, probabilities per input and step. */
export const temporalXorSchema = z.strictObject({
  source: z.literal('temporal-xor'),
  inputsPerGroup,
  /** Pulses, one after the other; with more than two the class is their parity. */
  bits: z.int().min(2).max(32).default(2),
  pulseSteps: stepCount(1, 10),
  /** Steps between two pulses: how long the parity so far has to be remembered. */
  gap: stepCount(0, 50),
  tailSteps: stepCount(0, 15),
  p: probability(0.4),
  background,
  samples: sampleCounts(),
})
type TemporalXorSettings = z.output<typeof temporalXorSchema>

/**
 * Pulses that each say zero or one, on the same inputs every time: the class is the exclusive or of all. With any pulse
 * left out nothing is known, and the mean number of ones is the same in both classes, so a linear read of spike counts
 * is at chance. Input groups in channel order: zero, one.
 */
export const temporalXor: TrialKind<TemporalXorSettings> = {
  classNames: ['even', 'odd'],
  groups: () => 2,
  steps: (s) => s.bits * s.pulseSteps + (s.bits - 1) * s.gap + s.tailSteps,
  background: (s) => [s.background, s.background],
  trial(s, splitKey, index) {
    const label = balancedClass(splitKey, index)
    const bitKey = key(splitKey, 'bits', index)
    const free = Array.from({ length: s.bits - 1 }, (_, i) => (uniform(bitKey, i) < 0.5 ? 0 : 1))
    const last = free.reduce<number>((parity, bit) => parity ^ bit, label)
    const bursts = [...free, last].map((bit, i): Burst => {
      const from = i * (s.pulseSteps + s.gap)
      return { group: bit, from, to: from + s.pulseSteps, p: s.p }
    })
    return { label, bursts }
  },
}
