import { z } from 'zod'
import { type Key, key, uniform } from '../../kernel/numerics/random.js'
import { balancedClass } from './balanced-label.js'
import { background, inputsPerGroup, probability, sampleCounts, stepCount } from './settings.js'
import type { TrialKind } from './trial.js'

/** Delayed match-to-sample. Lengths in simulation steps, probabilities per input and step. */
export const delayedMatchSchema = z.strictObject({
  source: z.literal('delayed-match'),
  inputsPerGroup,
  cueSteps: stepCount(1, 10),
  /** Steps between cue and probe: how long the cue has to be remembered. */
  gap: stepCount(0, 50),
  probeSteps: stepCount(1, 10),
  tailSteps: stepCount(0, 15),
  p: probability(0.4),
  background,
  samples: sampleCounts(),
})
type DelayedMatchSettings = z.output<typeof delayedMatchSchema>

/**
 * A cue (A or B), a gap, a probe (A or B): class 1 when both are of the same kind. Neither burst alone tells the class.
 * Input groups in channel order: cue A, cue B, probe A, probe B.
 */
export const delayedMatch: TrialKind<DelayedMatchSettings> = {
  classNames: ['differ', 'match'],
  groups: () => 4,
  steps: (s) => s.cueSteps + s.gap + s.probeSteps + s.tailSteps,
  background: (s) => Array.from({ length: 4 }, () => s.background),
  trial(s, splitKey: Key, index) {
    const cue = uniform(key(splitKey, 'cue'), index) < 0.5 ? 0 : 1
    const label = balancedClass(splitKey, index)
    const probe = label === 1 ? cue : 1 - cue
    const probeFrom = s.cueSteps + s.gap
    const bursts = [
      { group: cue, from: 0, to: s.cueSteps, p: s.p },
      { group: 2 + probe, from: probeFrom, to: probeFrom + s.probeSteps, p: s.p },
    ]
    return { label, bursts }
  },
}
