import { describe, expect, it } from 'vitest'
import type { GradientItem } from '../../src/evaluation/work-item.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { decided, discretise, probabilities } from '../../src/learning/alpha.js'
import { createSupernet } from '../../src/learning/supernet.js'
import { supernetWeights } from '../../src/learning/supernet-weights.js'
import { violation } from '../../src/search/constraints.js'
import { UsageError } from '../../src/usage-error.js'
import { tinyContext } from '../conformance/search-run.js'
import { tinyLayer, tinyRecipe, tinySpace } from '../learning/tiny.js'
import { LIVELY, phases, search, strategy, type Work } from './hrmas-search.js'

describe('settings of alpha', () => {
  it.each(['beta1', 'beta2'])('that never forget are refused: %s', (beta) => {
    expect(() => strategy.settings({ alpha: { [beta]: 1 } })).toThrow(`${beta}: must be at most 0.999999, but got 1`)
  })
})

describe('what HRMAS asks for', () => {
  const context = tinyContext()
  const steps = search(LIVELY)
  const net = createSupernet(context.space)

  it('alpha learns on the alpha split, weights and repair use the weights split, the selection split is only scored', () => {
    const splits = {
      architecture: 'alpha',
      weights: 'weights',
      repair: 'weights',
      relaxed: 'selection',
      discrete: 'selection',
    } as const
    for (const { phase, items } of steps) {
      for (const item of items) {
        if (item.kind === 'evaluation') expect(phase).toBe('judge')
        else if ('split' in item) expect(item.split).toBe(splits[phase as keyof typeof splits])
        if (phase === 'relaxed' || phase === 'discrete') expect(item.kind).toBe('activity')
      }
    }
  })

  it('every item holds the effective weights of the moment', () => {
    for (const { phase, items, from } of steps) {
      const weights = new Float32Array(planOffsets(net.plan).weights)
      const chances = probabilities(net, from.alpha.alpha)
      supernetWeights(net, from.optimiser.parameters, phase === 'discrete' ? decided(net, chances) : chances, weights)
      for (const item of items) {
        if (!('weights' in item)) continue
        expect(Array.from(item.weights)).toEqual(Array.from(weights))
        expect(item.resistance).toEqual(from.intrinsic.resistance)
        expect(item.tauMem).toEqual(from.intrinsic.tauMem)
      }
    }
  })

  it('where it samples, every item of an iteration holds one draw, and another iteration another', () => {
    const kinds = net.layers[0].options.flatMap(({ groups }) => groups)
    const seen = search({ ...LIVELY, relaxation: 'sampled' }).flatMap(({ items, from }) =>
      items.flatMap((item) => {
        if (!('weights' in item)) return []
        const used = kinds.map(({ weight, length }) => item.weights.subarray(weight, weight + length))
        // A block of the size that was drawn has weights, others have none.
        expect(used.filter((_, g) => kinds[g].kind === 'block').filter((w) => w.some((x) => x !== 0))).toHaveLength(1)
        return [{ iteration: from.iteration, signs: used.map((w) => Array.from(w, Math.sign).join('')).join() }]
      }),
    )
    const iterations = [...new Set(seen.map(({ iteration }) => iteration))]
    const draws = iterations.map((n) => new Set(seen.filter(({ iteration }) => iteration === n).map((s) => s.signs)))
    // Alpha that moves within an iteration may move the draw with it.
    for (const draw of draws) expect(draw.size).toBeLessThanOrEqual(3)
    expect(new Set(draws.flatMap((draw) => [...draw])).size).toBeGreaterThanOrEqual(iterations.length)
  })

  it("scores the supernet and alpha's choice on the whole selection split before the judgement", () => {
    const ends = steps.filter(({ phase }) => phase === 'relaxed' || phase === 'discrete')
    expect(ends.map(({ phase }) => phase)).toEqual(['relaxed', 'discrete'])
    for (const { items, log } of ends) {
      const samples = items.flatMap((item) => (!('samples' in item) ? [] : Array.from(item.samples)))
      expect(samples).toEqual(Array.from({ length: context.samples.selection }, (_, i) => i))
      expect(log.phases[0].metrics.accuracy).toBeGreaterThanOrEqual(0)
      expect(log.phases[0].metrics.loss).toBeGreaterThan(0)
    }
    expect(ends[0].log.phases[0].metrics.loss).not.toBe(ends[1].log.phases[0].metrics.loss)
  })

  it('a batch is cut into the shards of the recipe; the split is gone through once before any sample comes twice', () => {
    const weightSteps = steps.filter(({ phase }) => phase === 'weights')
    const batches = weightSteps.map(({ items }) => {
      expect(items).toHaveLength(context.recipe.shards)
      return items.flatMap((item) => (!('samples' in item) ? [] : Array.from(item.samples)))
    })
    // 40 samples in batches of 10: four batches are a pass.
    const pass = batches.slice(0, 4).flat()
    expect([...pass].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i))
    expect(batches[4]).not.toEqual(batches[0])
  })

  it('augments weight steps alone, anew in every iteration', () => {
    const recipe = tinyRecipe({ epochs: 1, batch: 10, augmentation: { eventDropout: 0.2 } })
    for (const { phase, items, from } of search(LIVELY, { recipe, iterations: 3 })) {
      for (const item of items) {
        if (item.kind !== 'gradient') continue
        expect(item.augmentation).toEqual(phase === 'weights' ? { eventDropout: 0.2 } : undefined)
        expect(item.draw).toBe(from.iteration)
      }
    }
  })

  it('ends with the most probable topology, trained from scratch for the recipe', () => {
    const last = steps[steps.length - 1]
    expect(last.phase).toBe('judge')
    const found = discretise(net, probabilities(net, last.from.alpha.alpha))
    expect(last.items).toMatchObject([
      { candidate: found, replicate: 0, epochs: 1, scoreOn: 'selection', trainOn: ['weights', 'alpha'] },
    ])
    expect(last.log.candidates).toEqual([{ topology: found, role: 'discovered' }])
  })

  it('judges by the mean of several replicates', () => {
    const [last] = search({ ...LIVELY, judgements: 3 }).slice(-1)
    expect(last.items.map((item) => item.kind === 'evaluation' && item.replicate)).toEqual([0, 1, 2])
    const accuracies = last.results.map((result) =>
      result.kind === 'evaluation' && result.outcome.state === 'scored' ? result.outcome.score.accuracy : NaN,
    )
    const mean = (accuracies[0] + accuracies[1] + accuracies[2]) / 3
    expect(last.log.phases[0].metrics.selectionAccuracy).toBeCloseTo(mean, 12)
  })

  it('the number of shards changes nothing but rounding', () => {
    const [one, five] = [1, 5].map((shards) => {
      const recipe = tinyRecipe({ epochs: 1, batch: 10, shards })
      return search(LIVELY, { recipe, iterations: 2 }).slice(-1)[0].from
    })
    one.optimiser.parameters.forEach((x, i) => {
      expect(Math.abs(x - five.optimiser.parameters[i])).toBeLessThan(1e-3)
    })
    one.alpha.alpha.forEach((a, i) => {
      expect(Math.abs(a - five.alpha.alpha[i])).toBeLessThan(1e-3)
    })
  })
})

describe('when alpha moves', () => {
  /** Iterations with an architecture step. */
  const moving = (alpha: object, iterations = 10) =>
    search({ alpha }, { iterations })
      .filter(({ phase }) => phase === 'architecture')
      .map(({ from }) => from.iteration)

  it('rests in the warm-up and moves in every iteration after it', () => {
    expect(moving({ warmup: 0.4 })).toEqual([4, 5, 6, 7, 8, 9])
    expect(moving({ warmup: 0 })).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('waits for the training accuracy, until `latest`', () => {
    expect(moving({ warmup: 0.1, startAccuracy: 1, latest: 0.7 })).toEqual([7, 8, 9])
    expect(moving({ warmup: 0.1, startAccuracy: 0.01, latest: 0.7 })).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('never moves at rate 0', () => {
    const steps = search({ alpha: { rate: 0, warmup: 0 } })
    expect(phases(steps)).not.toContain('architecture')
    expect(steps.slice(-1)[0].to.alpha).toEqual(steps[0].from.alpha)
  })
})

describe('when repair comes', () => {
  const repairing = (change: object, iterations = 10) =>
    search(change, { iterations })
      .filter(({ phase }) => phase === 'repair')
      .map(({ from }) => from.iteration)

  it('in every iteration until its strength has faded', () => {
    expect(repairing({ repair: { rule: 'gain', fade: [0.2, 0.5], samples: 10 } })).toEqual([0, 1, 2, 3, 4])
  })

  it('every few iterations', () => {
    expect(repairing({ repair: { rule: 'gain', fade: [1, 1], samples: 10 }, repairEvery: 4 })).toEqual([0, 4, 8])
  })

  it('not at all without a rule', () => {
    expect(repairing({})).toEqual([])
  })
})

describe('curriculum', () => {
  const overrides = (curriculum: object, task = tinyContext().task) =>
    search({ curriculum }, { iterations: 8, task })
      .filter(({ phase }) => phase === 'weights')
      .map(({ items }) => (items[0] as GradientItem).override)

  it('makes the task harder in stages and reaches its full difficulty', () => {
    const gaps = overrides({ setting: 'gap', from: 2, over: 0.5, stages: 2 }).map(({ gap }) => gap)
    // Full difficulty from iteration 4 on; half the way from 2 on.
    expect(gaps).toEqual([2, 2, 4, 4, 6, 6, 6, 6])
  })

  it('of a setting that is no whole number ends at exactly that number', () => {
    // 0.18 + (0.05 - 0.18) is not 0.05 in floating point.
    const task = { background: 0.05 }
    const noise = overrides({ setting: 'background', from: 0.18, over: 0.5, stages: 2 }, task).map((o) => o.background)
    expect(noise.slice(0, 2)).toEqual([0.18, 0.18])
    expect(noise[2]).toBeCloseTo(0.115, 12)
    expect(noise.slice(4)).toEqual([0.05, 0.05, 0.05, 0.05])
  })

  it('refuses a setting the data does not have', () => {
    for (const setting of ['delay', 'toString']) {
      const settings = strategy.settings({ curriculum: { setting, from: 1 } })
      expect(() => strategy.start(tinyContext(), settings)).toThrow(UsageError)
      expect(() => strategy.start(tinyContext(), settings)).toThrow(
        `strategy.curriculum.setting must be a numeric setting of the data (gap, p), but got "${setting}"`,
      )
    }
  })
})

describe('added iterations', () => {
  it('run at the final values of the schedules, but the learning rate starts again', () => {
    const raw = { ...LIVELY, repair: { rule: 'gain', fade: [0.5, 0.8], samples: 10 } }
    const steps = search(raw, { iterations: 4, total: 6 })
    const added = steps.filter(({ phase, from }) => phase === 'weights' && from.iteration >= 4)
    expect(added).toHaveLength(2)
    const { rate } = tinyRecipe().optimiser
    const rates = steps.flatMap(({ phase, log }) => (phase === 'weights' ? [log.phases[0].metrics.learningRate] : []))
    const cosine = (progress: number) => expect.closeTo((rate / 2) * (1 + Math.cos(Math.PI * progress)), 12)
    expect(rates).toEqual([0, 0.25, 0.5, 0.75, 0, 0.5].map(cosine))
    // The repair has faded.
    expect(steps.filter(({ phase, from }) => phase === 'repair' && from.iteration >= 4)).toEqual([])
  })
})

describe('a supernet whose gradient is not finite', () => {
  /** Breaks the gradients of some steps. */
  const breaking =
    (broken: number, when: (step: number) => boolean) =>
    (work: Work): Work =>
    (items, step) =>
      work(items, step).map((result) => {
        if (result.kind !== 'gradient' || !when(step)) return result
        const gradient = result.gradient.slice()
        gradient[5] = broken
        return { ...result, gradient, sums: { ...result.sums, loss: NaN } }
      })

  it.each([NaN, Infinity])('moves nothing in that step and goes on (%s)', (broken) => {
    const steps = search(
      { ...LIVELY, alpha: { rate: 0.05, warmup: 0 } },
      {},
      breaking(broken, (step) => step < 5),
    )
    expect(phases(steps.slice(0, 5))).toEqual(['architecture', 'weights', 'repair', 'architecture', 'weights'])
    for (const { phase, from, to, log } of steps.slice(0, 5)) {
      if (phase === 'repair') continue
      expect(to.optimiser).toEqual(from.optimiser)
      expect(to.alpha).toEqual(from.alpha)
      expect(log.phases[0].metrics.skipped).toBe(1)
      expect(Object.values(log.phases[0].metrics).every(Number.isFinite)).toBe(true)
    }
    const rest = steps.slice(5).filter(({ phase }) => phase === 'weights')
    expect(rest).toHaveLength(4)
    for (const { from, to } of rest) expect(to.optimiser.parameters).not.toEqual(from.optimiser.parameters)
  })
})

describe('misuse', () => {
  it('an empty alpha split is refused, unless alpha never moves', () => {
    const context = tinyContext({ samples: { weights: 40, alpha: 0, selection: 40 } })
    const start = (raw: unknown) => () => strategy.start(context, strategy.settings(raw))
    expect(start({})).toThrow(UsageError)
    expect(start({})).toThrow('strategy hrmas needs samples in the alpha split, but the data has none')
    expect(start({ alpha: { rate: 0 } })).not.toThrow()
  })

  it('SpiKL-IP where its R rule can only silence is refused', () => {
    const settings = strategy.settings({ repair: { rule: 'spikl-ip' } })
    expect(() => strategy.start(tinyContext(), settings)).toThrow('strategy.repair.rule spikl-ip needs targetRate')
  })

  it('free signs are refused', () => {
    const space = tinySpace({ layers: [tinyLayer({ signs: 'free' })] })
    expect(() => strategy.start(tinyContext({ space }), strategy.settings({}))).toThrow('signs must be typed')
  })
})

it('judges only choices that keep to the constraints, whatever alpha prefers', () => {
  const constraints = { synapses: { max: 40 }, fanIn: { max: 16 } }
  const steps = search(LIVELY, { constraints })
  const judged = steps.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === 'evaluation' ? [item.candidate] : [])),
  )
  expect(judged.length).toBeGreaterThan(0)
  for (const topology of judged) expect(violation(topology, constraints)).toBeUndefined()
  const free = search(LIVELY).flatMap(({ items }) =>
    items.flatMap((i) => (i.kind === 'evaluation' ? [i.candidate] : [])),
  )
  expect(free.some((topology) => violation(topology, constraints))).toBe(true)
})
