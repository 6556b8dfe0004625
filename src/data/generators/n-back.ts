import { z } from 'zod'
import { integer, type Key, key } from '../../kernel/numerics/random.js'
import { balancedClass } from './balanced-label.js'
import { background, inputsPerGroup, probability, sampleCounts, stepCount } from './settings.js'
import type { Burst, TrialKind } from './trial.js'

/** The n-back task. Lengths in simulation steps, probabilities per input and step. */
export const nBackSchema = z
  .strictObject({
    source: z.literal('n-back'),
    inputsPerGroup,
    symbols: z.int().min(2).max(100).default(2),
    n: z.int().min(1).max(98).default(1),
    /** Symbols shown in a trial; the question is about the last one. */
    items: z.int().min(3).max(100).default(3),
    pulseSteps: stepCount(1, 10),
    /** Steps between two symbols. */
    gap: stepCount(0, 50),
    tailSteps: stepCount(0, 15),
    p: probability(0.4),
    background,
    samples: sampleCounts(),
  })
  .refine(({ n, items }) => items >= n + 2, { path: ['items'], error: 'must be at least n + 2' })
type NBackSettings = z.output<typeof nBackSchema>

/**
 * A sequence of symbols: class 1 when the last equals the one `n` before it. A trial that differs is one that matches
 * with the symbol n back and another of a different kind swapped, so both classes show the same symbols equally often:
 * their counts tell nothing, only their order does. One input group per symbol.
 */
export const nBack: TrialKind<NBackSettings> = {
  classNames: ['differ', 'match'],
  groups: (s) => s.symbols,
  steps: (s) => s.items * s.pulseSteps + (s.items - 1) * s.gap + s.tailSteps,
  background: (s) => Array.from({ length: s.symbols }, () => s.background),
  trial(s, splitKey, index) {
    const label = balancedClass(splitKey, index)
    const bursts = sequence(s, label === 1, key(splitKey, 'symbols', index)).map((group, item): Burst => {
      const from = item * (s.pulseSteps + s.gap)
      return { group, from, to: from + s.pulseSteps, p: s.p }
    })
    return { label, bursts }
  },
}

/** [item] symbols; `other` holds one that is not the last's, so that there is something to swap. */
function sequence({ symbols, n, items }: NBackSettings, match: boolean, k: Key): number[] {
  const shown = Array.from({ length: items }, (_, item) => integer(k, item, symbols))
  const target = shown[items - 1]
  const back = items - 1 - n
  const place = integer(k, items, items - 2)
  const other = place < back ? place : place + 1
  shown[back] = target
  shown[other] = (target + 1 + integer(k, items + 1, symbols - 1)) % symbols
  if (!match) [shown[back], shown[other]] = [shown[other], shown[back]]
  return shown
}
