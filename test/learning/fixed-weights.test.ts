import { afterEach, describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { compileTopology, expandWeights } from '../../src/learning/compiled-network.js'
import { fixedWeights } from '../../src/learning/fixed-weights.js'
import { initialParameters } from '../../src/learning/initial-weights.js'
import { Training, type TrainingState } from '../../src/learning/training.js'
import { tinyData, tinyRecipe, tinySpace, tinyTopology } from './tiny.js'

const replicate = key(1, 'replicate', 0)
const open: Training[] = []
afterEach(() => {
  for (const training of open.splice(0)) training.dispose()
})

describe.each(['count', 'spiking'] as const)('a recipe that trains the readout only, with a %s readout', (kind) => {
  const topology = tinyTopology(0, tinySpace({ readout: { kind, classes: 2 } }))
  const recipe = tinyRecipe({ trains: 'readout', epochs: 2, optimiser: { rate: 0.01, weightDecay: 0.5 } })
  const network = compileTopology(topology)
  const fixed = fixedWeights(network.plan, recipe)
  const initial = initialParameters(network, recipe, replicate)
  const weights = new Float32Array(initial.length)
  expandWeights(network, initial, weights)

  const trained = (resumed?: TrainingState) => {
    const task = { topology, data: tinyData(), trainOn: ['weights', 'alpha'], recipe, epochs: 2, replicate } as const
    const training = new Training(task, resumed)
    open.push(training)
    return training
  }

  it('leaves all weights below the readout as they were drawn, weight decay or not, and changes the readout', () => {
    const training = trained()
    while (!training.done) training.runEpoch()
    const after = training.numbers().weights
    expect(after.subarray(0, fixed)).toEqual(weights.subarray(0, fixed))
    expect(after.subarray(fixed)).not.toEqual(weights.subarray(fixed))
    expect(after.length - fixed).toBe(16 * 2)
  })

  it('goes on from a checkpoint to the same network', () => {
    const whole = trained()
    whole.runEpoch()
    const state = whole.state()
    whole.runEpoch()
    const resumed = trained(state)
    resumed.runEpoch()
    expect(resumed.networkHash()).toBe(whole.networkHash())
  })
})

it('fixes nothing otherwise', () => {
  const { plan } = compileTopology(tinyTopology())
  expect(fixedWeights(plan, {})).toBe(0)
  expect(fixedWeights(plan, { trains: 'all' })).toBe(0)
  expect(fixedWeights(plan, { trains: 'readout' })).toBe(planOffsets(plan).readout)
})
