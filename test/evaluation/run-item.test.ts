import { describe, expect, it } from 'vitest'
import { generateDataset } from '../../src/data/catalogue.js'
import type { WorkContext } from '../../src/evaluation/context.js'
import { type EvaluationState, ItemRunner } from '../../src/evaluation/run-item.js'
import type { ActivityItem, EvaluationItem, GradientItem } from '../../src/evaluation/work-item.js'
import { key } from '../../src/kernel/numerics/random.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { ReferenceKernel } from '../../src/kernel/reference/reference-kernel.js'
import { compileTopology, expandWeights } from '../../src/learning/compiled-network.js'
import { initialParameters } from '../../src/learning/initial-weights.js'
import { emptyActivity, measureSample } from '../../src/learning/repair.js'
import { runShard } from '../../src/learning/shard.js'
import { splitSamples, Training } from '../../src/learning/training.js'
import { createMotif } from '../../src/topology/motif.js'
import { motifLayer, topologyIn } from '../../src/topology/search-space.js'
import { UsageError } from '../../src/usage-error.js'
import { tinyRecipe, tinySpace, tinySpec, tinyTopology } from '../learning/tiny.js'

const recipe = tinyRecipe()
const spec = tinySpec()
const context = (change: Partial<WorkContext> = {}): WorkContext => ({
  seed: 1,
  data: spec,
  recipe,
  encoded: null,
  ...change,
})
const data = generateDataset(spec, { seed: 1, replicate: 0 })

const evaluation = (change: Partial<EvaluationItem> = {}): EvaluationItem => ({
  kind: 'evaluation',
  candidate: tinyTopology(),
  replicate: 0,
  epochs: 3,
  scoreOn: 'selection',
  trainOn: ['weights', 'alpha'],
  override: {},
  ...change,
})

describe('an evaluation', () => {
  it('is a training from scratch, scored', () => {
    const { outcome } = evaluate(evaluation())
    const training = new Training({
      topology: tinyTopology(),
      data,
      trainOn: ['weights', 'alpha'],
      recipe,
      epochs: 3,
      replicate: key(1, 'replicate', 0),
    })
    const epochs = Array.from({ length: 3 }, () => training.runEpoch())
    expect(outcome).toEqual({
      state: 'scored',
      score: training.score('selection'),
      labels: [],
      epochs,
      networkHash: training.networkHash(),
      // 80 samples of 24 steps in each epoch, then 40 scored.
      sampleSteps: 24 * (3 * 80 + 40),
    })
    training.dispose()
  })

  it('depends on the replicate and on nothing that ran before', () => {
    const runner = new ItemRunner(context())
    const [first, other, again] = [0, 1, 0].map((replicate) => runner.run(evaluation({ replicate })))
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
    expect(evaluate(evaluation({ replicate: 1 }))).toEqual(other)
  })

  it('resumed from the state after any epoch gives the same result', () => {
    const states: EvaluationState[] = []
    const seen: number[] = []
    const runner = new ItemRunner(context())
    const whole = runner.run(evaluation(), {
      onEpoch: ({ epochs, of }, state) => {
        seen.push(epochs.length, of)
        states.push(state())
      },
    })
    expect(seen).toEqual([1, 3, 2, 3, 3, 3])
    // A state is of its moment, though the evaluation went on.
    expect(states.map(({ epochs }) => epochs.length)).toEqual([1, 2, 3])
    for (const resumed of states) expect(runner.run(evaluation(), { resumed })).toEqual(whole)
  })

  it('that diverges is an outcome with the last finite epochs', () => {
    // Infinity minus infinity in the first step; the gradient of the second is NaN.
    const broken = tinyRecipe({ optimiser: { rate: 1e300, weightDecay: 1, schedule: 'constant' } })
    const result = new ItemRunner(context({ recipe: broken })).run(evaluation())
    expect(result).toEqual({
      kind: 'evaluation',
      outcome: { state: 'diverged', epoch: 0, step: 2, epochs: [], sampleSteps: 24 * 2 * 16 },
    })
  })

  it('labels silent and saturated networks and scores them all the same', () => {
    const excitatory = createMotif(8, () => 'excitatory')
    const [layer] = tinySpace().layers
    const labels = (initial: { input: number; recurrent: number }) => {
      // A steep, bounded surrogate, as the gradient of a network this wild overflows with the usual one.
      const surrogate = { kind: 'fast-sigmoid', slope: 10 } as const
      const still = tinyRecipe({ epochs: 1, initial, optimiser: { rate: 1e-30 }, surrogate, reset: 'detached' })
      const candidate = topologyIn(tinySpace(), [motifLayer(layer, excitatory)])
      // Time to ignite every motif.
      const data = tinySpec({ tailSteps: 60 })
      const result = new ItemRunner(context({ recipe: still, data })).run(evaluation({ candidate, epochs: 1 }))
      if (result.kind !== 'evaluation' || result.outcome.state !== 'scored') throw new Error('not scored')
      expect(result.outcome.score.accuracy).toBeGreaterThanOrEqual(0)
      return result.outcome.labels
    }
    expect(labels({ input: 1e-3, recurrent: 1 })).toEqual(['silent'])
    expect(labels({ input: 1, recurrent: 0.1 })).toEqual([])
    expect(labels({ input: 1, recurrent: 100 })).toEqual(['saturated'])
  })

  it('of another difficulty runs on the data of that difficulty', () => {
    const harder = evaluate(evaluation({ override: { gap: 20 } }))
    const runner = new ItemRunner(context({ data: tinySpec({ gap: 20 }) }))
    expect(harder).toEqual(runner.run(evaluation()))
    expect(harder).not.toEqual(evaluate(evaluation()))
  })

  it('refuses to score on a split without samples', () => {
    const samples = { weights: 20, alpha: 20, selection: 0, test: 0 }
    const runner = new ItemRunner(context({ data: tinySpec({ samples }) }))
    expect(() => runner.run(evaluation({ epochs: 1 }))).toThrow(UsageError)
    expect(() => runner.run(evaluation({ epochs: 1 }))).toThrow('the selection split has no samples to score on')
  })
})

function evaluate(item: EvaluationItem) {
  const result = new ItemRunner(context()).run(item)
  if (result.kind !== 'evaluation') throw new Error(result.kind)
  return result
}

const network = compileTopology(tinyTopology())
const weights = new Float32Array(network.sign.length)
expandWeights(network, initialParameters(network, recipe, key(1)), weights)
const neurons = planOffsets(network.plan).neurons
const shard = {
  plan: network.plan,
  planKey: 'tiny',
  rule: { rule: 'surrogate', surrogate: recipe.surrogate, reset: 'detached' },
  weights,
  resistance: new Float32Array(neurons).fill(8),
  tauMem: new Float32Array(neurons).fill(8),
  hidden: 16,
  split: 'alpha',
  samples: Uint32Array.of(3, 0, 39),
  override: {},
  loss: recipe.loss,
} as const

/** The samples of the item, by their positions in the split, on the plain twin of the kernel. */
function byReference(from = data) {
  const kernel = new ReferenceKernel(shard.plan, shard.rule)
  kernel.load(shard.weights, shard.resistance, shard.tauMem)
  const inSplit = splitSamples(from, ['alpha'])
  return { kernel, samples: [inSplit[3], inSplit[0], inSplit[39]] }
}

describe('a gradient', () => {
  const item: GradientItem = { ...shard, kind: 'gradient', draw: 5 }

  it('is summed over the samples at the positions of the split', () => {
    const { kernel, samples } = byReference()
    const task = { loss: recipe.loss, hidden: 16, backward: true }
    const sums = runShard(kernel, data, samples, task)
    const runner = new ItemRunner(context())
    const result = runner.run(item)
    if (result.kind !== 'gradient') throw new Error(result.kind)
    expect(result.sums).toEqual(sums)
    expect(Array.from(result.gradient)).toEqual(Array.from(kernel.gradient))
    expect(runner.run(item)).toEqual(result)
    // What was given back is not a view that the next item overwrites.
    const copy = result.gradient.slice()
    runner.run({ ...item, samples: Uint32Array.of(7) })
    expect(result.gradient).toEqual(copy)
  })

  it('drops events by seed and draw', () => {
    const runner = new ItemRunner(context())
    const dropped = { ...item, augmentation: { eventDropout: 0.4 } }
    expect(runner.run(dropped)).toEqual(runner.run(dropped))
    expect(runner.run(dropped)).not.toEqual(runner.run(item))
    expect(runner.run(dropped)).not.toEqual(runner.run({ ...dropped, draw: 6 }))
    expect(runner.run(dropped)).not.toEqual(new ItemRunner(context({ seed: 2 })).run(dropped))
  })

  it('comes from the data of a curriculum stage where the item says so', () => {
    const runner = new ItemRunner(context())
    const staged = runner.run({ ...item, override: { gap: 20 } })
    const other = generateDataset(tinySpec({ gap: 20 }), { seed: 1, replicate: 0 })
    const { kernel, samples } = byReference(other)
    const task = { loss: recipe.loss, hidden: 16, backward: false }
    expect(staged).toMatchObject({ sums: runShard(kernel, other, samples, task) })
    expect(staged).not.toEqual(runner.run(item))
  })

  it('changes none of the numbers it was given', () => {
    const copy = structuredClone(shard)
    new ItemRunner(context()).run(item)
    expect(shard).toEqual(copy)
  })

  it('is the same after other networks have used the thread', () => {
    const runner = new ItemRunner(context())
    const first = runner.run(item)
    for (const planKey of ['a', 'b', 'c']) runner.run({ ...item, planKey })
    expect(runner.run(item)).toEqual(first)
  })
})

describe('activity', () => {
  it('is what the repair measures on those samples', () => {
    const neuron = { model: 'lif', tauMem: 8, tauSyn: 4 } as const
    const settings = { ...recipe.repair, rule: 'tau' } as const
    const item: ActivityItem = { ...shard, kind: 'activity', neuron, repair: settings }
    const { kernel, samples } = byReference()
    const expected = emptyActivity(16)
    runShard(kernel, data, samples, {
      loss: recipe.loss,
      hidden: 16,
      backward: false,
      visit: (counts, steps) => measureSample(expected, counts, steps, item, neuron, settings),
    })
    const result = new ItemRunner(context()).run(item)
    if (result.kind !== 'activity') throw new Error(result.kind)
    expect(expected.rate.some((y) => y > 0)).toBe(true)
    expect(result.activity).toEqual(expected)
  })
})
