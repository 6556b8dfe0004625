import { afterEach, describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import type { NetworkPlan } from '../../src/kernel/plan.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { WasmKernel } from '../../src/kernel/wasm-kernel.js'
import { compileTopology } from '../../src/learning/compiled-network.js'
import { gradientRecipeSchema } from '../../src/learning/gradient-recipe.js'
import { usedWeights } from '../../src/learning/network-file.js'
import { quantisedWeights } from '../../src/learning/quantise.js'
import { runShard } from '../../src/learning/shard.js'
import { splitSamples, Training, trainingCapacity } from '../../src/learning/training.js'
import { tinyData, tinyRecipe, tinyTopology } from './tiny.js'

/** One input, two neurons in a block of two, one class: two input weights, four of the block, two of the readout. */
const plan: NetworkPlan = {
  layers: [{ inputs: 1, neurons: 2, connections: [{ kind: 'block', size: 2 }] }],
  tauSyn: 4,
  readout: { kind: 'linear', classes: 1 },
}
const weights = Float32Array.of(0.5, -1, 4, -0.4, 0, 2, 0.25, 0.1)

describe('quantised weights', () => {
  it('are multiples of a scale of their own connection', () => {
    // 3 bits have the levels -3 .. 3. Input: 0.5 / (1/3) = 1.5, away from 0. Block: scale 4/3, -0.4 is nearest to 0.
    const expected = [2 / 3, -1, 4, 0, 0, 8 / 3, 0.25, 0.25 / 3]
    expect(quantisedWeights(plan, weights, 3)).toEqual(Float32Array.from(expected))
  })

  it('of two bits are the largest magnitude of their connection, or 0', () => {
    expect(quantisedWeights(plan, weights, 2)).toEqual(Float32Array.of(1, -1, 4, 0, 0, 4, 0.25, 0))
  })

  it('of sixteen bits are nearly what they were', () => {
    const quantised = quantisedWeights(plan, weights, 16)
    const largest = [1, 1, 4, 4, 4, 4, 0.25, 0.25]
    weights.forEach((w, i) => {
      expect(Math.abs(quantised[i] - w)).toBeLessThanOrEqual((0.5 * largest[i]) / 32767 + 1e-7)
    })
    expect(quantised).not.toEqual(weights)
  })

  it('keep signs and absent synapses, and quantise to themselves', () => {
    const topology = tinyTopology()
    const { plan: own, sign } = compileTopology(topology)
    const drawn = Float32Array.from({ length: planOffsets(own).weights }, (_, w) => sign[w] * (1 + (w % 7)))
    for (const bits of [2, 4, 8]) {
      const quantised = quantisedWeights(own, drawn, bits)
      quantised.forEach((q, w) => {
        expect(q === 0 || Math.sign(q) === sign[w]).toBe(true)
      })
      expect(quantisedWeights(own, quantised, bits)).toEqual(quantised)
    }
  })

  it('leave a connection of zeros alone', () => {
    expect(quantisedWeights(plan, new Float32Array(8), 4)).toEqual(new Float32Array(8))
  })
})

const open: Training[] = []
afterEach(() => {
  for (const training of open.splice(0)) training.dispose()
})

const data = tinyData()

function trained(weightBits?: number): Training {
  const recipe = tinyRecipe({ epochs: 20, optimiser: { rate: 0.02 }, ...(weightBits !== undefined && { weightBits }) })
  const task = { topology: tinyTopology(), data, recipe, epochs: 20, replicate: key(1, 'replicate', 0) }
  const training = new Training({ ...task, trainOn: ['weights', 'alpha'] })
  open.push(training)
  while (!training.done) training.runEpoch()
  return training
}

describe('a recipe with weightBits', () => {
  const [full, fine, coarse] = [undefined, 16, 2].map((bits) => {
    const training = trained(bits)
    const scores = [training.score('weights'), training.score('weights')]
    const { weights: own, ...intrinsic } = training.numbers()
    return { score: scores[0], again: scores[1], hash: training.networkHash(), weights: own, intrinsic }
  })

  it('trains the same network, to the bit', () => {
    expect(fine.hash).toBe(full.hash)
    expect(coarse.hash).toBe(full.hash)
    expect(coarse.again).toEqual(coarse.score)
  })

  it('scores nearly the same with 16 bits, and worse with 2', () => {
    expect(Math.abs(fine.score.loss - full.score.loss)).toBeLessThan(0.01)
    expect(fine.score.loss).not.toBe(full.score.loss)
    expect(coarse.score.loss).toBeGreaterThan(full.score.loss + 0.1)
  })

  it('scores what a kernel with the rounded weights says', () => {
    const topology = tinyTopology()
    const recipe = tinyRecipe({ weightBits: 2 })
    const { plan: own } = compileTopology(topology)
    const kernel = new WasmKernel(own, recipe, trainingCapacity(data, recipe))
    kernel.load(
      usedWeights({ topology, weights: coarse.weights, recipe }),
      coarse.intrinsic.resistance,
      coarse.intrinsic.tauMem,
    )
    const samples = splitSamples(data, ['weights'])
    const sums = runShard(kernel, data, samples, { loss: recipe.loss, hidden: 16, backward: false })
    kernel.dispose()
    expect(sums.loss / sums.samples).toBe(coarse.score.loss)
  })

  it('is refused outside 2 to 16, and leaves a recipe without it as it was', () => {
    for (const weightBits of [1, 17, 2.5]) expect(gradientRecipeSchema.safeParse({ weightBits }).success).toBe(false)
    expect(gradientRecipeSchema.parse({})).not.toHaveProperty('weightBits')
  })
})
