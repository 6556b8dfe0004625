import { describe, expect, it } from 'vitest'
import { key } from '../../../src/kernel/numerics/random.js'
import { emptyRun } from '../../../src/learning/super-spike/learner.js'
import { both, network, noise, pattern, setup } from './patterns.js'

const STEPS = 1500
const INPUTS = 12

const motif = { kind: 'motif', motif: { synapses: ['+-', '.+'], lateral: '+.' }, signs: 'typed' }
const CASES: readonly [string, object, Parameters<typeof network>[0]][] = [
  ['no hidden layer', { hidden: 'none' }, { outputs: 3 }],
  ['a hidden layer, symmetric', {}, { layers: [{ neurons: 4 }], outputs: 3 }],
  [
    'random feedback and the regulariser',
    { feedback: 'random', heterosynaptic: { strength: 1e-3 } },
    { layers: [{ neurons: 4 }], outputs: 2 },
  ],
  [
    'uniform feedback without the nonlinearity',
    { feedback: 'uniform', surrogate: 'linear' },
    { layers: [{ neurons: 3 }], outputs: 2 },
  ],
  ['a recurrent motif layer', {}, { layers: [{ neurons: 4, recurrent: motif }], outputs: 2 }],
  ['two hidden layers', {}, { layers: [{ neurons: 4 }, { neurons: 3 }], outputs: 2 }],
  ['fixed hidden weights', { hidden: 'fixed' }, { layers: [{ neurons: 4 }], outputs: 2 }],
  ['RMSprop', { optimiser: 'rmsprop' }, { layers: [{ neurons: 2 }], outputs: 2 }],
]

describe.each(CASES)('%s', (_, recipe, shape) => {
  it('learns by backward filters what the online rule learns, window after window', () => {
    const { outputs = 1 } = shape ?? {}
    // Windows that do not fit the pattern, and weights at which all layers fire.
    const task = setup(network({ ...shape, inputs: INPUTS }), {
      updateSeconds: 0.04,
      initial: 400,
      bound: 400,
      rate: 0.5,
      ...recipe,
    })
    const target = noise(outputs, STEPS, 0.004, key(5))
    const data = pattern({ inputs: INPUTS, outputs, steps: STEPS }, noise(INPUTS, STEPS, 0.006, key(4)), target)
    const { fast, online } = both(task)
    const fired: number[][] = task.wiring.layers.map(() => [])
    const sums = emptyRun()
    for (let trial = 0; trial < 2; trial++) {
      fast.run(data, 0, 0.5, sums, (layer, step) => fired[layer].push(step + trial * STEPS))
      online.run(data, 0, 0.5)
      expect(fired.map((steps) => steps.sort((a, b) => a - b))).toEqual(
        online.spikes.map((s) => s.map(({ step }) => step)),
      )
      const largest = Math.max(...online.gradient.map(Math.abs))
      expect(largest).toBeGreaterThan(0)
      // Fixed layers get no gradient.
      const from = task.recipe.hidden === 'fixed' ? task.wiring.layers[1].start : 0
      fast.gradient.subarray(from).forEach((g, w) => {
        expect(Math.abs(g - online.gradient[from + w])).toBeLessThan(1e-12 * largest)
      })
    }
    expect(fired.every((steps) => steps.length > 0)).toBe(true)
    expect(sums.cost).toBeCloseTo(online.cost, 9)
  })
})
