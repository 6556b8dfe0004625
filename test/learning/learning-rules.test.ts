import { describe, expect, it } from 'vitest'
import { dataSchema, generateDataset, isGenerated } from '../../src/data/catalogue.js'
import { key } from '../../src/kernel/numerics/random.js'
import { firstSpikeRecipeSchema } from '../../src/learning/first-spike/first-spike-recipe.js'
import { ruleNames } from '../../src/learning/learning-rules.js'
import { linearProbeRecipeSchema } from '../../src/learning/linear-probe-recipe.js'
import { superSpikeRecipeSchema } from '../../src/learning/super-spike-recipe.js'
import { parseTopology } from '../../src/topology/topology-document.js'
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

/** Yin-Yang points onto 12 neurons, some of them inhibitory. */
function firstSpike(): RuleCase {
  const early = { source: 'yin-yang', early: 150, late: 2000, bias: null, tailSteps: 1000 }
  const spec = dataSchema.parse({ ...early, samples: { weights: 60, alpha: 10, selection: 30, test: 10 } })
  if (!isGenerated(spec)) throw new Error('yin-yang is generated')
  const withInhibitory = (inhibitory: number) =>
    parseTopology(
      {
        neuron: { tauMem: 2000, tauSyn: 1000 },
        inputs: 4,
        layers: [{ neurons: 12, recurrent: { kind: 'none', inhibitory } }],
        readout: { kind: 'spiking', classes: 3 },
      },
      'test',
    )
  const recipe = firstSpikeRecipeSchema.parse({ rule: 'first-spike', horizon: 20, epochs: 3, loss: { kind: 'gap' } })
  const data = generateDataset(spec, { seed: 1, replicate: 0 })
  const common = { data, trainOn: ['weights', 'alpha'], replicate: key(1, 'replicate', 0) } as const
  return {
    task: { ...common, topology: withInhibitory(3), recipe, epochs: 3 },
    spec,
    other: withInhibitory(5),
    paired: ({ weights1 }) => Array.from(weights1),
    memoryGrows: false,
  }
}

/** Of an input that is drawn: 16 projections of 12 inputs. */
function linearProbe(): RuleCase {
  const topology = (inhibitory?: number) =>
    parseTopology(
      {
        neuron: { tauMem: 8, tauSyn: 4 },
        inputs: 12,
        layers: [{ neurons: 16, recurrent: { kind: 'none', ...(inhibitory && { inhibitory }) } }],
        readout: { kind: 'count', classes: 2 },
      },
      'test',
    )
  const recipe = linearProbeRecipeSchema.parse({ rule: 'linear-probe', epochs: 3 })
  const common = { data: tinyData(), trainOn: ['weights', 'alpha'], replicate: key(1, 'replicate', 0) } as const
  return {
    task: { ...common, topology: topology(), recipe, epochs: 3 },
    spec: tinySpec(),
    other: topology(4),
    paired: ({ projection }) => Array.from(projection),
    memoryGrows: false,
  }
}

const CASES: Readonly<Record<string, RuleCase>> = {
  surrogate: gradient('surrogate'),
  'tssl-bp': gradient('tssl-bp'),
  'super-spike': superSpike(),
  'first-spike': firstSpike(),
  'linear-probe': linearProbe(),
}

describe.each(Object.entries(CASES))('rule %s', (_, rule) => conformsToLearningRule(rule))

it('every rule is held to the contract', () => {
  expect(Object.keys(CASES).sort()).toEqual([...ruleNames].sort())
})
