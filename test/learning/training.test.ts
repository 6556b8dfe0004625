import { afterEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { SPLITS } from '../../src/data/dataset.js'
import { key } from '../../src/kernel/numerics/random.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { NO_NEURON } from '../../src/learning/adamw.js'
import { compileTopology, expandWeights } from '../../src/learning/compiled-network.js'
import type { GradientRecipe, gradientRecipeSchema } from '../../src/learning/gradient-recipe.js'
import { initialParameters } from '../../src/learning/initial-weights.js'
import type { TrainingTask } from '../../src/learning/learning-rule.js'
import {
  DivergedError,
  scheduledRate,
  splitSamples,
  Training,
  type TrainingState,
} from '../../src/learning/training.js'
import { weightTargets } from '../../src/learning/weight-targets.js'
import { decodeState, encodeState } from '../../src/search/state-codec.js'
import { tinyData, tinyRecipe, tinySpace, tinyTopology } from './tiny.js'

const data = tinyData()
const replicate = key(1, 'replicate', 0)

const open: Training[] = []
afterEach(() => {
  for (const training of open.splice(0)) training.dispose()
})

function trainingOf(
  change: z.input<typeof gradientRecipeSchema> = {},
  task: Partial<TrainingTask<GradientRecipe>> = {},
  resumed?: TrainingState,
): Training {
  const recipe = tinyRecipe(change)
  const common = { topology: tinyTopology(), data, trainOn: ['weights', 'alpha'], recipe, replicate } as const
  const training = new Training({ ...common, epochs: recipe.epochs, ...task }, resumed)
  open.push(training)
  return training
}

function finish(training: Training): Training {
  while (!training.done) training.runEpoch()
  return training
}

describe('training', () => {
  it.each(['surrogate', 'tssl-bp'] as const)('by %s lowers the loss on a delayed match', (rule) => {
    const training = trainingOf({ rule, epochs: 15, surrogate: { kind: 'logistic', width: 0.2 } })
    const reports = Array.from({ length: 15 }, () => training.runEpoch())
    expect(training.done).toBe(true)
    expect(reports[14].loss).toBeLessThan(0.9 * reports[0].loss)
    expect(reports[14].accuracy).toBeGreaterThan(reports[0].accuracy)
    expect(reports.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1))
    for (const { firingRate, gradientNorm } of reports) {
      expect(firingRate).toBeGreaterThan(0)
      expect(gradientNorm).toBeGreaterThan(0)
    }
  })

  it('is the same to the bit when repeated', () => {
    expect(finish(trainingOf()).networkHash()).toBe(finish(trainingOf()).networkHash())
  })

  it('starts from the initial weights and R = tau', () => {
    const network = compileTopology(tinyTopology())
    const expected = new Float32Array(network.sign.length)
    expandWeights(network, initialParameters(network, tinyRecipe(), replicate), expected)
    const { weights, ...intrinsic } = trainingOf().numbers()
    expect(Array.from(weights)).toEqual(Array.from(expected))
    expect(Array.from(intrinsic.resistance)).toEqual(Array(16).fill(8))
    expect(Array.from(intrinsic.tauMem)).toEqual(Array(16).fill(8))
  })

  it('keeps the sign of every typed synapse and no weight where there is no synapse', () => {
    const { sign, plan } = compileTopology(tinyTopology())
    const { weights } = finish(trainingOf({ optimiser: { rate: 0.1 } })).numbers()
    const [first] = planOffsets(plan).layers[0].connections
    for (let w = first; w < planOffsets(plan).readout; w++) {
      expect(weights[w] * sign[w]).toBeGreaterThanOrEqual(0)
      if (sign[w] === 0) expect(weights[w]).toBe(0)
    }
  })
})

const RESUMABLE: Record<string, z.input<typeof gradientRecipeSchema>> = {
  surrogate: {},
  'tssl-bp': { rule: 'tssl-bp', surrogate: { kind: 'logistic', width: 0.2 } },
  'repair by tau between steps, and event dropout': {
    repair: { rule: 'tau', every: 2, samples: 16, fade: [0.5, 1] },
    augmentation: { eventDropout: 0.2 },
  },
  'repair by gain once an epoch': { repair: { rule: 'gain', samples: 16 }, reset: 'full' },
}

describe.each(Object.keys(RESUMABLE))('a resumed training, %s', (name) => {
  const recipe = { ...RESUMABLE[name], epochs: 4 }

  it('equals the uninterrupted one to the bit from every epoch, through bytes', () => {
    const whole = trainingOf(recipe)
    const states: Uint8Array[] = []
    const reports = Array.from({ length: 4 }, () => {
      states.push(encodeState(whole.state()))
      return whole.runEpoch()
    })
    const hash = whole.networkHash()
    states.forEach((bytes, epoch) => {
      const resumed = trainingOf(recipe, {}, decodeState<TrainingState>(bytes))
      expect(resumed.epoch).toBe(epoch)
      const rest = Array.from({ length: 4 - epoch }, () => resumed.runEpoch())
      expect(rest).toEqual(reports.slice(epoch))
      expect(resumed.networkHash()).toBe(hash)
      expect(resumed.score('selection')).toEqual(whole.score('selection'))
    })
  })

  it('goes on from a state that later epochs of the first have not changed', () => {
    const whole = trainingOf(recipe)
    whole.runEpoch()
    const state = whole.state()
    finish(whole)
    expect(finish(trainingOf(recipe, {}, state)).networkHash()).toBe(whole.networkHash())
  })
})

describe('shards', () => {
  it('change nothing but rounding', () => {
    const [whole, ...others] = [1, 3, 16, 64].map((shards) => {
      const training = trainingOf({ shards, epochs: 1 })
      const report = training.runEpoch()
      return { report, weights: training.numbers().weights }
    })
    for (const { report, weights } of others) {
      expect(report.loss).toBeCloseTo(whole.report.loss, 3)
      let difference = 0
      weights.forEach((w, i) => {
        difference = Math.max(difference, Math.abs(w - whole.weights[i]))
      })
      // A step of Adam moves a weight by up to 5e-3 five times; rounding may turn a few tiny gradients.
      expect(difference).toBeLessThan(1e-3)
    }
  })
})

describe('augmentation', () => {
  const changes: z.input<typeof gradientRecipeSchema>['augmentation'][] = [
    { eventDropout: 0.3 },
    { timeStretch: 0.3 },
    { timeShift: 3 },
    { timeJitter: 2 },
    { channelShift: 2 },
    { channelJitter: 2, channelBlock: 3 },
  ]

  it.each(changes)(
    '%o is the same when repeated, differs from none, and is not applied when scoring',
    (augmentation) => {
      const [a, b, none] = [augmentation, augmentation, {}].map((change) => {
        const training = trainingOf({ augmentation: change, epochs: 1 })
        const before = training.score('selection')
        training.runEpoch()
        return { before, hash: training.networkHash() }
      })
      expect(a.hash).toBe(b.hash)
      expect(a.hash).not.toBe(none.hash)
      expect(a.before).toEqual(none.before)
    },
  )

  it.each(changes)(
    '%o is another one in each epoch, and goes on after a stop as if there had been none',
    (augmentation) => {
      const recipe = { augmentation, epochs: 3 }
      const whole = trainingOf(recipe)
      const first = whole.runEpoch()
      const state = whole.state()
      finish(whole)
      const resumed = trainingOf(recipe, {}, state)
      finish(resumed)
      expect(resumed.networkHash()).toBe(whole.networkHash())
      const frozen = trainingOf({ ...recipe, ...still })
      expect(frozen.runEpoch().loss).not.toBe(frozen.runEpoch().loss)
      expect(first.epoch).toBe(1)
    },
  )
})

describe('steps of a training', () => {
  it('follow the schedule: half of a cosine is half the rate', () => {
    const whole = trainingOf({ batch: 80, epochs: 2 })
    whole.runEpoch()
    const state = whole.state()
    const other = trainingOf({ batch: 80, epochs: 2, optimiser: { rate: 2.5e-3, schedule: 'constant' } }, {}, state)
    whole.runEpoch()
    other.runEpoch()
    expect(whole.networkHash()).toBe(other.networkHash())
  })

  it('average over the samples there are: a batch larger than the data is the data', () => {
    const [exact, larger] = [80, 1000].map((batch) => finish(trainingOf({ batch })).networkHash())
    expect(larger).toBe(exact)
  })
})

// A rate so small that no float32 weight moves.
const still = { optimiser: { rate: 1e-30, weightDecay: 0 }, epochs: 2 }

describe('an epoch', () => {
  const reports = (change: z.input<typeof gradientRecipeSchema>) => {
    const training = trainingOf({ ...still, ...change })
    return [training.runEpoch(), training.runEpoch()]
  }

  it('has its own order: other batches have other mean gradients, of the same loss', () => {
    const [first, second] = reports({})
    expect(second.loss).toBeCloseTo(first.loss, 12)
    expect(second.firingRate).toBe(first.firingRate)
    expect(second.gradientNorm).not.toBe(first.gradientNorm)
  })

  it('has its own dropout', () => {
    const [first, second] = reports({ augmentation: { eventDropout: 0.3 } })
    expect(second.firingRate).not.toBe(first.firingRate)
  })
})

describe('repair in a training', () => {
  it.each(['tau', 'gain'] as const)('by %s moves R or tau of hidden neurons and no weight', (rule) => {
    const space = tinySpace({ readout: { kind: 'spiking', classes: 2 } })
    const topology = tinyTopology(0, space)
    const training = trainingOf({ ...still, repair: { rule, fade: [1, 1] } }, { topology })
    const before = training.numbers()
    finish(training)
    const after = training.numbers()
    expect(Array.from(after.weights)).toEqual(Array.from(before.weights))
    const moved = rule === 'tau' ? 'tauMem' : 'resistance'
    const fixed = rule === 'tau' ? 'resistance' : 'tauMem'
    expect(after[fixed]).toEqual(before[fixed])
    expect(Array.from(after[moved]).every((x, i) => x !== 8 || i >= 16)).toBe(true)
    // The two readout neurons are never adapted.
    expect(Array.from(after[moved].subarray(16))).toEqual([8, 8])
  })

  it('scales the moments of incoming weights with the gain', () => {
    // The last repair of the one epoch comes after its last step: both trainings took the same steps.
    const run = (rule: 'none' | 'gain') => {
      const training = trainingOf({ epochs: 1, repair: { rule, samples: 16 } })
      training.runEpoch()
      return training.state()
    }
    const [plain, repaired] = [run('none'), run('gain')]
    expect(repaired.optimiser.parameters).toEqual(plain.optimiser.parameters)
    const targets = weightTargets(compileTopology(tinyTopology()), 16)
    targets.forEach((neuron, w) => {
      const rho = neuron === NO_NEURON ? 1 : repaired.intrinsic.resistance[neuron] / 8
      expect(repaired.optimiser.first[w]).toBeCloseTo(plain.optimiser.first[w] * rho, 9)
      expect(repaired.optimiser.second[w]).toBeCloseTo(plain.optimiser.second[w] * rho * rho, 9)
    })
    expect(repaired.intrinsic.resistance.some((r) => r !== 8)).toBe(true)
  })

  it('does nothing once its strength has faded', () => {
    const training = finish(trainingOf({ repair: { rule: 'gain', fade: [0, 0] } }))
    expect(training.networkHash()).toBe(finish(trainingOf()).networkHash())
  })
})

describe('a diverged training', () => {
  it('throws with epoch and step', () => {
    // The rate overflows float32, the decay makes infinity minus infinity of it: every weight is NaN after step 1.
    const training = trainingOf({ optimiser: { rate: 1e300, weightDecay: 1, schedule: 'constant' } })
    let error: unknown
    try {
      training.runEpoch()
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(DivergedError)
    expect(error).toMatchObject({ epoch: 0, step: 2 })
    expect((error as Error).message).toBe('training diverged in epoch 0 at optimiser step 2')
  })
})

describe('splitSamples', () => {
  it('holds the samples of the splits asked for and no others, ascending', () => {
    for (const splits of [['weights'], ['alpha', 'weights'], ['selection']] as const) {
      const samples = Array.from(splitSamples(data, splits))
      const expected = Array.from(data.split.keys()).filter((i) => splits.some((s) => s === SPLITS[data.split[i]]))
      expect(samples).toEqual(expected)
      expect(samples.length).toBe(40 * splits.length)
    }
  })
})

describe('scheduledRate', () => {
  it('falls from the rate to 0 along a half cosine, or stays', () => {
    const { optimiser } = tinyRecipe({ optimiser: { rate: 0.2 } })
    const rates = [0, 0.25, 0.5, 1].map((progress) => scheduledRate(optimiser, progress))
    ;[0.2, 0.1 * (1 + Math.SQRT1_2), 0.1, 0].forEach((expected, i) => {
      expect(rates[i]).toBeCloseTo(expected, 14)
    })
    expect(scheduledRate({ ...optimiser, schedule: 'constant' }, 0.9)).toBe(0.2)
  })
})
