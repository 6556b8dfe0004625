import { z } from 'zod'
import { type Key, key, uniform } from '../../kernel/numerics/random.js'
import { balancedClass } from './balanced-label.js'
import { background, inputsPerGroup, probability, sampleCounts, stepCount } from './settings.js'
import type { TrialKind } from './trial.js'

/** Evidence accumulation. Lengths in simulation steps, probabilities per input and step. */
export const cueAccumulationSchema = z.strictObject({
  source: z.literal('cue-accumulation'),
  inputsPerGroup,
  /** Number of cues, odd, so that one side always has more. */
  cues: z
    .int()
    .min(1)
    .max(99)
    .refine((n) => n % 2 === 1, 'must be odd, so that one side has more cues')
    .default(7),
  cueSteps: z.int().min(1).max(200).default(5),
  /** Steps after each cue. */
  gapSteps: z.int().min(0).max(200).default(5),
  /** Steps between the last cue's gap and recall. */
  delay: stepCount(0, 30),
  recallSteps: z.int().min(1).max(1000).default(10),
  p: probability(0.4),
  /** The noise group's probability, throughout. */
  noise: z.number().min(0).max(0.99).default(0.04),
  background,
  samples: sampleCounts(),
})
type CueAccumulationSettings = z.output<typeof cueAccumulationSchema>

const LEFT = 0
const RIGHT = 1
const RECALL = 2

/**
 * Bursts on the left or the right, a delay, a recall signal: the class is the side that had more bursts. After the task
 * of Bellec et al., "A solution to the learning dilemma for recurrent networks of spiking neurons", 2020, in steps
 * instead of milliseconds. Input groups in channel order: left, right, recall, noise.
 */
export const cueAccumulation: TrialKind<CueAccumulationSettings> = {
  classNames: ['left', 'right'],
  groups: () => 4,
  steps: (s) => s.cues * (s.cueSteps + s.gapSteps) + s.delay + s.recallSteps,
  background: (s) => [s.background, s.background, s.background, s.noise],
  trial(s, splitKey, index) {
    const label = balancedClass(splitKey, index)
    const recallFrom = s.cues * (s.cueSteps + s.gapSteps) + s.delay
    const bursts = cueSides(s.cues, label, key(splitKey, 'cues', index)).map((group, cue) => {
      const from = cue * (s.cueSteps + s.gapSteps)
      return { group, from, to: from + s.cueSteps, p: s.p }
    })
    bursts.push({ group: RECALL, from: recallFrom, to: recallFrom + s.recallSteps, p: s.p })
    return { label, bursts }
  },
}

/** Fair sides, mirrored when the majority is not `majority`: the exact distribution given the majority. */
function cueSides(cues: number, majority: 0 | 1, trialKey: Key): number[] {
  const sides = Array.from({ length: cues }, (_, cue): number => (uniform(trialKey, cue) < 0.5 ? LEFT : RIGHT))
  const rights = sides.reduce((sum, side) => sum + side, 0)
  return rights * 2 > cues === (majority === RIGHT) ? sides : sides.map((side) => 1 - side)
}
