import { expect, it } from 'vitest'
import { key } from '../../../src/kernel/numerics/random.js'
import { emptyRun, Learner } from '../../../src/learning/super-spike/learner.js'
import { network, noise, pattern, setup } from './patterns.js'

const STEPS = 5000
const data = pattern(
  { inputs: 12, outputs: 2, steps: STEPS },
  noise(12, STEPS, 0.004, key(4)),
  noise(2, STEPS, 0.001, key(5)),
)
const task = () => setup(network({ inputs: 12, outputs: 2, layers: [{ neurons: 4 }] }), { initial: 250, bound: 400 })

it('a network that does not learn repeats its spikes and its cost exactly from the second trial on', () => {
  const learner = new Learner(task())
  const trials = Array.from({ length: 4 }, () => {
    const spikes: string[] = []
    const sums = emptyRun()
    learner.run(data, 0, null, sums, (...spike) => spikes.push(spike.join()))
    return { spikes, cost: sums.cost }
  })
  expect(trials[1].spikes.length).toBeGreaterThan(0)
  expect(trials[2]).toEqual(trials[1])
  expect(trials[3]).toEqual(trials[1])
})

it('no update moves a weight by more than the rate, or over its bound; fixed hidden weights stay', () => {
  const recipe = { initial: 250, bound: 260, rate: 3, hidden: 'fixed' }
  const learner = new Learner(setup(network({ inputs: 12, outputs: 2, layers: [{ neurons: 4 }] }), recipe))
  const before = learner.weights.slice()
  learner.run(data, 0, 3, emptyRun())
  const moved = Array.from(learner.weights, (w, i) => Math.abs(w - before[i]))
  expect(learner.updates).toBe(1)
  expect(Math.max(...moved)).toBeGreaterThan(0)
  expect(Math.max(...moved)).toBeLessThanOrEqual(3 + 1e-9)
  expect(Math.max(...moved.slice(0, 12 * 4))).toBe(0)
  expect(Math.max(...learner.weights.map(Math.abs))).toBeLessThanOrEqual(260)
})

it('symmetric feedback through one hidden neuron of weight 1 is uniform feedback', () => {
  const weights = () => Float64Array.from([...Array.from({ length: 12 }, (_, i) => 60 - 5 * i), 1])
  const gradients = ['symmetric', 'uniform'].map((feedback) => {
    const setupOf = setup(network({ inputs: 12, outputs: 1, layers: [{ neurons: 1 }] }), { feedback })
    const learner = new Learner(setupOf, weights())
    const one = pattern({ inputs: 12, outputs: 1, steps: STEPS }, noise(12, STEPS, 0.004, key(4)), [[700, 0]])
    learner.run(one, 0, 1, emptyRun())
    return Array.from(learner.gradient)
  })
  expect(gradients[0]).toEqual(gradients[1])
})
