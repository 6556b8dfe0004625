import { type Key, key, uniform } from '../../kernel/numerics/random.js'
import type { TrialKind } from './trial.js'
import { balancedClass } from './trial.js'

/** Evidence accumulation. Lengths in simulation steps, probabilities per input and step. */
export interface CueAccumulationSettings {
  readonly inputsPerGroup: number
  /** Number of cues, odd, so that one side always has more. */
  readonly cues: number
  readonly cueSteps: number
  /** Steps after each cue. */
  readonly gapSteps: number
  /** Steps between the last cue's gap and recall. */
  readonly delay: number
  readonly recallSteps: number
  readonly p: number
  /** The noise group's probability, throughout. */
  readonly noise: number
  readonly background: number
}

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
  groups: 4,
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
