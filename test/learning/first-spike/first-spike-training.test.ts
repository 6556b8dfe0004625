import { describe, expect, it } from 'vitest'
import { yinYangSamples, yinYangTimes } from '../../../src/data/generators/yin-yang-samples.js'
import { key, uniform } from '../../../src/kernel/numerics/random.js'
import { firstSpikeRecipeSchema } from '../../../src/learning/first-spike/first-spike-recipe.js'
import { type FirstSpikeTask, FirstSpikeTraining } from '../../../src/learning/first-spike/first-spike-training.js'
import { spikingShare } from '../../../src/learning/first-spike/initial-first-spike.js'
import { scoreFirstSpikes } from '../../../src/learning/first-spike/score-first-spikes.js'
import { samplesOf } from '../../../src/learning/first-spike/spike-samples.js'

const indices = (n: number) => Uint32Array.from({ length: n }, (_, i) => i)

function yinYang(seed: number, count: number) {
  const samples = yinYangSamples(seed, count)
  return samplesOf(
    samples.map((sample) => yinYangTimes(sample)),
    samples.map(({ label }) => label),
    3,
  )
}

const YIN_YANG = {
  rule: 'first-spike',
  batch: 150,
  horizon: 20,
  loss: { kind: 'gap' },
  optimiser: { rate: 0.02 },
  bump: { hidden: 0.3, output: 0 },
  initial: { hidden: { mean: 0.5, sd: 1 }, output: { mean: 0.5, sd: 1 }, spiking: 0 },
} as const

function yinYangTask(settings: object = {}, count = 1500): FirstSpikeTask {
  return {
    structure: { widths: [4, 30, 3], tauRatio: 2 },
    recipe: firstSpikeRecipeSchema.parse({ ...YIN_YANG, ...settings }),
    samples: yinYang(42, count),
    trainOn: indices(count),
    epochs: 5,
    replicate: key(1, 'replicate', 0),
  }
}

/** Ten prototypes of 24 latencies, jittered: small and learnable. */
function prototypes(count: number, silentAfter = Number.POSITIVE_INFINITY) {
  const times = Array.from({ length: count }, (_, n) =>
    Float64Array.from({ length: 24 }, (_, i) => {
      const t = 0.2 + 1.6 * uniform(key(7, 'prototype', n % 10), i) + 0.1 * uniform(key(7, 'jitter', n), i)
      return t > silentAfter ? Number.POSITIVE_INFINITY : t
    }),
  )
  return samplesOf(
    times,
    times.map((_, n) => n % 10),
    10,
  )
}

function deepTask(settings: object, structure: Partial<FirstSpikeTask['structure']> = {}): FirstSpikeTask {
  return {
    structure: { widths: [24, 16, 16, 10], tauRatio: 1, ...structure },
    recipe: firstSpikeRecipeSchema.parse({ rule: 'first-spike', batch: 20, horizon: 6, ...settings }),
    samples: prototypes(200),
    trainOn: indices(200),
    epochs: 40,
    replicate: key(3, 'replicate', 0),
  }
}

function run(training: FirstSpikeTraining, epochs: number) {
  return Array.from({ length: epochs }, () => training.runEpoch())
}

const weightsOf = (training: FirstSpikeTraining) => training.state().layers.map(({ weights }) => weights)

describe('training by first spikes', () => {
  it('learns the Yin-Yang set far above what no hidden layer reaches (63.8 %)', () => {
    const task = yinYangTask({}, 3000)
    const training = new FirstSpikeTraining(task)
    run(training, 12)
    const { accuracy } = scoreFirstSpikes(training.runner, task.recipe, yinYang(41, 1000), indices(1000))
    expect(accuracy).toBeGreaterThan(0.88)
    training.dispose()
  })

  it.each(['axonal', 'dendritic', 'synaptic'] as const)('learns with trainable %s delays, which move', (kind) => {
    const task = yinYangTask({ delays: { kind } })
    const training = new FirstSpikeTraining(task)
    const before = training.state().layers.map(({ delayParameters }) => delayParameters)
    const epochs = run(training, 5)
    const after = training.state().layers.map(({ delayParameters }) => delayParameters)
    expect(epochs[4].loss).toBeLessThan(0.6 * epochs[0].loss)
    expect(after).not.toEqual(before)
    for (let l = 0; l < 2; l++) for (const d of training.runner.delays(l)) expect(d > 0 && d < 1).toBe(true)
    training.dispose()
  })

  it('brings the right output forward in time under the first-spike loss', () => {
    const training = new FirstSpikeTraining(deepTask({ optimiser: { rate: 0.01 }, bump: { amount: 0.005 } }))
    const epochs = run(training, 40)
    expect(epochs[39].rightTime).toBeLessThan(epochs[0].rightTime)
    expect(epochs[39].accuracy).toBeGreaterThan(0.9)
    training.dispose()
  })

  it('is the same to the bit from the same seed, and another from another', () => {
    const states = [1, 1, 2].map((seed) => {
      const training = new FirstSpikeTraining({ ...deepTask({ noise: 0.1 }), replicate: key(seed, 'replicate', 0) })
      run(training, 2)
      return weightsOf(training)
    })
    expect(states[1]).toEqual(states[0])
    expect(states[2]).not.toEqual(states[0])
  })

  it('ends the same when it was stopped between two epochs and went on from its state', () => {
    const task = yinYangTask({ delays: { kind: 'axonal' }, noise: 0.05 }, 600)
    const whole = new FirstSpikeTraining(task)
    run(whole, 4)
    const half = new FirstSpikeTraining(task)
    run(half, 2)
    const rest = new FirstSpikeTraining(task, structuredClone(half.state()))
    run(rest, 2)
    expect(rest.state()).toEqual(whole.state())
  })

  it('leaves hidden layers as they were drawn where they are frozen', () => {
    const training = new FirstSpikeTraining({ ...deepTask({ bump: { hidden: 1, output: 1 } }), frozenHidden: true })
    const before = weightsOf(training)
    run(training, 2)
    const after = weightsOf(training)
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2))
    expect(after[2]).not.toEqual(before[2])
  })
})

describe('weight bumping in a training', () => {
  it('brings a network of zero weights to at least 70 % spikes in every layer', () => {
    const settings = { initial: { hidden: { mean: 0, sd: 1e-300 }, output: { mean: 0, sd: 1e-300 }, spiking: 0 } }
    const task = deepTask(settings)
    const training = new FirstSpikeTraining(task)
    run(training, 12)
    const samples = Array.from({ length: 50 }, (_, n) => {
      const times = new Float64Array(24)
      task.samples.read(n, times)
      return times
    })
    for (let l = 0; l < 3; l++) expect(spikingShare(training.runner, l, samples)).toBeGreaterThanOrEqual(0.7)
  })

  it('takes no step of the optimiser in a batch that bumps, unless it is told to', () => {
    const silent = { initial: { hidden: { mean: 0, sd: 1e-9 }, spiking: 0 } }
    const one = { ...deepTask(silent), trainOn: indices(20) }
    const training = new FirstSpikeTraining(one)
    expect(training.runEpoch().bumped).toBe(1)
    expect(training.state().step).toBe(0)
    const both = new FirstSpikeTraining({
      ...one,
      recipe: firstSpikeRecipeSchema.parse({ ...one.recipe, bump: { andStep: true } }),
    })
    expect(both.runEpoch().bumped).toBe(1)
    expect(both.state().step).toBe(1)
  })

  it('adds the amount to all weights onto a silent neuron', () => {
    const task = deepTask({ initial: { hidden: { mean: 0, sd: 1e-9 }, spiking: 0 } })
    const training = new FirstSpikeTraining({ ...task, trainOn: indices(20) })
    const before = weightsOf(training)[0]
    training.runEpoch()
    const changes = new Set(weightsOf(training)[0].map((w, s) => Number((w - before[s]).toFixed(12))))
    expect([...changes]).toEqual([5e-4])
  })
})

describe("Dale's law", () => {
  it('holds for all that hidden neurons send after any step, and not for the inputs', () => {
    const structure = { widths: [24, 16, 12, 10], inhibitory: [4, 3], tauRatio: 1 } as const
    const training = new FirstSpikeTraining(deepTask({ optimiser: { rate: 0.05 } }, structure))
    for (let epoch = 0; epoch < 5; epoch++) {
      training.runEpoch()
      for (const l of [1, 2]) {
        const inputs = structure.widths[l]
        for (let i = 0; i < inputs; i++) {
          const sent = Array.from({ length: structure.widths[l + 1] }, (_, j) => {
            return training.runner.weights(l)[training.runner.weightIndex(l, i, j)]
          })
          if (i < inputs - structure.inhibitory[l - 1]) expect(Math.min(...sent)).toBeGreaterThanOrEqual(0)
          else expect(Math.max(...sent)).toBeLessThanOrEqual(0)
        }
      }
    }
    const [first] = weightsOf(training)
    expect(Math.min(...first)).toBeLessThan(0)
    expect(Math.max(...first)).toBeGreaterThan(0)
  })

  it('keeps weights below the largest magnitude', () => {
    const training = new FirstSpikeTraining(deepTask({ optimiser: { rate: 0.2 }, largestWeight: 0.5 }))
    training.runEpoch()
    for (const weights of weightsOf(training)) expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(0.5)
  })
})

describe('initial weights', () => {
  it('are raised until a volley passes all layers, also with a third of the inputs silent', () => {
    const initial = { hidden: { mean: 0.01, sd: 0.1 } }
    const task = { ...deepTask({ initial }), samples: prototypes(200, 1.3) }
    const samples = Array.from({ length: 40 }, (_, n) => {
      const times = new Float64Array(24)
      task.samples.read(n, times)
      return times
    })
    const raw = new FirstSpikeTraining({
      ...task,
      recipe: firstSpikeRecipeSchema.parse({ ...task.recipe, initial: { ...initial, spiking: 0 } }),
    })
    const raised = new FirstSpikeTraining(task)
    expect(spikingShare(raw.runner, 1, samples)).toBeLessThan(0.2)
    for (let l = 0; l < 3; l++) expect(spikingShare(raised.runner, l, samples)).toBeGreaterThanOrEqual(0.85)
  })
})
