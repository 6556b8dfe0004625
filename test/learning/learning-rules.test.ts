import { describe, expect, it } from 'vitest'
import { dataSchema } from '../../src/data/catalogue.js'
import { key } from '../../src/kernel/numerics/random.js'
import { ruleNames } from '../../src/learning/learning-rules.js'
import { superSpikeRecipeSchema } from '../../src/learning/super-spike-recipe.js'
import { conformsToLearningRule, type RuleCase } from '../conformance/learning-rule.js'
import { network, noise, pattern } from './super-spike/patterns.js'
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

/** A pattern of 12 inputs and 2 outputs, trained through windows that its trials do not fit. */
function superSpike(): RuleCase {
  const target = noise(2, 600, 0.01, key(5))
  const data = pattern({ inputs: 12, outputs: 2, steps: 600 }, noise(12, 600, 0.01, key(4)), target)
  const layer = (synapses: string[]) => ({
    neurons: 4,
    recurrent: { kind: 'motif', motif: { synapses, lateral: '..' } },
  })
  const topology = network({ inputs: 12, outputs: 2, layers: [layer(['+-', '.+'])] })
  const recipe = superSpikeRecipeSchema.parse({
    rule: 'super-spike',
    epochs: 3,
    initial: 200,
    bound: 400,
    updateSeconds: 0.025,
  })
  const common = { data, trainOn: ['weights', 'alpha'], replicate: key(1, 'replicate', 0) } as const
  const spec = { inputs: 12, outputs: 2, seconds: 0.06, input: 'a.ras', target: 'b.ras' }
  return {
    task: { ...common, topology, recipe, epochs: 3 },
    spec: dataSchema.parse({ source: 'ras', ...spec }),
    other: network({ inputs: 12, outputs: 2, layers: [layer(['--', '+.'])] }),
    paired: ({ weights }) => Array.from(weights.subarray(0, 12 * 4)),
  }
}

const CASES: Readonly<Record<string, RuleCase>> = {
  surrogate: gradient('surrogate'),
  'tssl-bp': gradient('tssl-bp'),
  'super-spike': superSpike(),
}

describe.each(Object.entries(CASES))('rule %s', (_, rule) => conformsToLearningRule(rule))

it('every rule is held to the contract', () => {
  expect(Object.keys(CASES).sort()).toEqual([...ruleNames].sort())
})
