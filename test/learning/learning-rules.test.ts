import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { ruleNames } from '../../src/learning/learning-rules.js'
import { conformsToLearningRule, type RuleCase } from '../conformance/learning-rule.js'
import { tinyData, tinyRecipe, tinySpec, tinyTopology } from './tiny.js'

const gradient = (rule: 'surrogate' | 'tssl-bp'): RuleCase => {
  const recipe = tinyRecipe({ rule, epochs: 3, repair: { rule: 'gain', samples: 8 } })
  const common = { data: tinyData(), trainOn: ['weights', 'alpha'], replicate: key(1, 'replicate', 0) } as const
  return {
    task: { ...common, topology: tinyTopology(), recipe, epochs: 3 },
    spec: tinySpec(),
    other: tinyTopology(1),
    // 12 inputs onto 16 neurons.
    paired: ({ weights }) => Array.from(weights.subarray(0, 12 * 16)),
    diverging: tinyRecipe({ rule, optimiser: { rate: 1e38, clipNorm: 1e300, schedule: 'constant' } }),
  }
}

const CASES: Readonly<Record<string, RuleCase>> = {
  surrogate: gradient('surrogate'),
  'tssl-bp': gradient('tssl-bp'),
}

describe.each(Object.entries(CASES))('rule %s', (_, rule) => conformsToLearningRule(rule))

it('every rule is held to the contract', () => {
  expect(Object.keys(CASES).sort()).toEqual([...ruleNames].sort())
})
