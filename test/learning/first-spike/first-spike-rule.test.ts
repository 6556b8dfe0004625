import { describe, expect, it } from 'vitest'
import { dataSchema, generateDataset, isGenerated } from '../../../src/data/catalogue.js'
import { key } from '../../../src/kernel/numerics/random.js'
import { firstSpikeRecipeSchema } from '../../../src/learning/first-spike/first-spike-recipe.js'
import { firstSpikeRule, structureOf, trainedRunner } from '../../../src/learning/first-spike/first-spike-rule.js'
import { scoreFirstSpikes } from '../../../src/learning/first-spike/score-first-spikes.js'
import { firstSpikesOf } from '../../../src/learning/first-spike/spike-samples.js'
import { splitSamples } from '../../../src/learning/samples.js'
import { parseTopology } from '../../../src/topology/topology-document.js'

const spec = dataSchema.parse({
  source: 'yin-yang',
  early: 150,
  late: 2000,
  bias: null,
  tailSteps: 1000,
  samples: { weights: 400, alpha: 10, selection: 100, test: 10 },
})
if (!isGenerated(spec)) throw new Error('yin-yang is generated')
const data = generateDataset(spec, { seed: 1, replicate: 0 })

const document = (changes: object = {}, layer: object = {}) => ({
  neuron: { tauMem: 2000, tauSyn: 1000 },
  inputs: 4,
  layers: [{ neurons: 12, recurrent: { kind: 'none', inhibitory: 3 }, ...layer }],
  readout: { kind: 'spiking', classes: 3 },
  ...changes,
})
const topology = parseTopology(document(), 'test')
const recipe = firstSpikeRecipeSchema.parse({ rule: 'first-spike', horizon: 20, loss: { kind: 'gap' } })
const task = {
  topology,
  data,
  trainOn: ['weights'] as const,
  recipe,
  epochs: 3,
  replicate: key(1, 'replicate', 0),
}

describe('the learning rule first-spike', () => {
  it('gives numbers of the announced shape, which make the same network again', () => {
    for (const kind of ['none', 'axonal', 'dendritic', 'synaptic'] as const) {
      const own = { ...recipe, delays: { ...recipe.delays, kind } }
      const training = firstSpikeRule.start({ ...task, recipe: own })
      training.runEpoch()
      const numbers = training.numbers()
      const shape = firstSpikeRule.shapeOf(topology, own)
      expect(Object.keys(numbers)).toEqual(Object.keys(shape))
      for (const [name, { length }] of Object.entries(shape)) expect(numbers[name]).toHaveLength(length)
      const again = scoreFirstSpikes(
        trainedRunner(topology, own, numbers),
        own,
        firstSpikesOf(data, 1000),
        splitSamples(data, ['selection']),
      )
      expect(again.loss).toBe(training.score('selection').loss)
    }
  })

  it('goes on from a state to the same bits', () => {
    const whole = firstSpikeRule.start(task)
    for (let e = 0; e < 3; e++) whole.runEpoch()
    const half = firstSpikeRule.start(task)
    half.runEpoch()
    const rest = firstSpikeRule.start(task, structuredClone(half.state()))
    while (!rest.done) rest.runEpoch()
    expect(rest.networkHash()).toBe(whole.networkHash())
    expect(rest.sampleSteps).toBe(whole.sampleSteps)
  })

  it('reads depth, inhibition and the tau ratio off the topology', () => {
    expect(structureOf(topology)).toEqual({ widths: [4, 12, 3], inhibitory: [3], tauRatio: 2 })
  })

  it.each([
    [
      { neuron: { tauMem: 1500, tauSyn: 1000 } },
      {},
      'needs space.neuron.tauMem to be tauSyn or twice that (1000 or 2000), but got 1500',
    ],
    [{ readout: { kind: 'count', classes: 3 } }, {}, 'needs space.readout.kind to be spiking, but got count'],
    [{}, { recurrent: { kind: 'dense' } }, 'learns feed-forward networks, but layer 0 has recurrent: dense'],
  ])('refuses what it cannot learn (%#)', (changes, layer, message) => {
    expect(() => structureOf(parseTopology(document(changes, layer), 'test'))).toThrow(message)
  })
})
