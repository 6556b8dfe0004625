import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { ReferenceKernel } from '../../src/kernel/reference/reference-kernel.js'
import { compileTopology } from '../../src/learning/compiled-network.js'
import { initialParameters } from '../../src/learning/initial-weights.js'
import { addSums, cutShards, emptySums, runShard, sampleAt } from '../../src/learning/shard.js'
import { tinyData, tinyRecipe, tinySpace, tinyTopology } from './tiny.js'

describe('cutShards', () => {
  it('cuts a batch into runs of nearly equal length that hold it in order', () => {
    for (const [length, shards] of [
      [32, 4],
      [33, 4],
      [7, 3],
      [2, 4],
      [1, 1],
    ]) {
      const batch = Uint32Array.from({ length }, (_, i) => 100 + i)
      const parts = cutShards(batch, shards)
      expect(parts.flatMap((part) => Array.from(part))).toEqual(Array.from(batch))
      expect(parts.length).toBe(Math.min(length, shards))
      const lengths = parts.map((part) => part.length)
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1)
    }
  })
})

describe('runShard', () => {
  const data = tinyData()
  const recipe = tinyRecipe()
  const space = tinySpace({ readout: { kind: 'spiking', classes: 2 } })
  const network = compileTopology(tinyTopology(0, space))
  const weights = initialParameters(network, recipe, key(1))
  const neurons = planOffsets(network.plan).neurons
  const constant = new Float32Array(neurons).fill(8)
  const rule = { rule: 'surrogate', surrogate: recipe.surrogate, reset: 'detached' } as const
  const task = { loss: recipe.loss, hidden: 16, backward: false }

  const kernelWith = () => {
    const kernel = new ReferenceKernel(network.plan, rule)
    kernel.load(weights, constant, constant)
    return kernel
  }

  it('sums spikes of all neurons and of the hidden ones, which come first', () => {
    const kernel = kernelWith()
    let all = 0
    let hidden = 0
    for (const i of [3, 4, 5]) {
      kernel.forward(sampleAt(data, i))
      kernel.counts.forEach((count, k) => {
        all += count
        if (k < 16) hidden += count
      })
    }
    const sums = runShard(kernelWith(), data, [3, 4, 5], task)
    expect(all).toBeGreaterThan(hidden)
    expect(sums).toMatchObject({ samples: 3, spikes: all, hiddenSpikes: hidden, hiddenSteps: 3 * 16 * 24 })
  })

  it('of two parts adds up to that of the whole, and so do gradients', () => {
    const run = (samples: readonly number[]) => {
      const kernel = kernelWith()
      const sums = runShard(kernel, data, samples, { ...task, backward: true })
      return { sums, gradient: Array.from(kernel.gradient) }
    }
    const [whole, first, second] = [run([0, 1, 2, 3]), run([0, 1]), run([2, 3])]
    const sums = emptySums()
    addSums(sums, first.sums)
    addSums(sums, second.sums)
    expect(sums.loss).toBeCloseTo(whole.sums.loss, 10)
    expect({ ...sums, loss: 0 }).toEqual({ ...whole.sums, loss: 0 })
    expect(whole.gradient.some((g) => g !== 0)).toBe(true)
    whole.gradient.forEach((g, w) => {
      expect(first.gradient[w] + second.gradient[w]).toBeCloseTo(g, 4)
    })
  })

  it('drops events by the key of the sample, not by its place in the shard', () => {
    const dropped = { ...task, augmentation: { settings: { eventDropout: 0.4 }, key: key(5) } }
    const alone = [7, 8].map((i) => runShard(kernelWith(), data, [i], dropped))
    const sums = emptySums()
    for (const part of alone) addSums(sums, part)
    expect(runShard(kernelWith(), data, [8, 7], dropped).spikes).toBe(sums.spikes)
    expect(sums.spikes).not.toBe(runShard(kernelWith(), data, [7, 8], task).spikes)
  })
})
