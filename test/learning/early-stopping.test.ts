import { afterEach, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/evaluation/evaluation-id.js'
import { decodeEvaluationState, encodeEvaluationState } from '../../src/evaluation/evaluation-state.js'
import { ItemRunner } from '../../src/evaluation/run-item.js'
import { key } from '../../src/kernel/numerics/random.js'
import { type GradientRecipe, gradientRecipeSchema } from '../../src/learning/gradient-recipe.js'
import type { TrainingTask } from '../../src/learning/learning-rule.js'
import { Training } from '../../src/learning/training.js'
import { tinyData, tinyRecipe, tinySpec, tinyTopology } from './tiny.js'

const data = tinyData()
const EPOCHS = 12
const open: Training[] = []
afterEach(() => {
  for (const training of open.splice(0)) training.dispose()
})

function trainingOf(earlyStopping?: object, task: Partial<TrainingTask<GradientRecipe>> = {}): Training {
  const recipe = tinyRecipe({ epochs: EPOCHS, optimiser: { rate: 0.05 }, ...(earlyStopping && { earlyStopping }) })
  const common = { topology: tinyTopology(), data, trainOn: ['weights', 'alpha'], recipe, epochs: EPOCHS } as const
  const training = new Training({ ...common, replicate: key(1, 'replicate', 0), ...task })
  open.push(training)
  return training
}

/** Loss on the alpha split, and the trained numbers, after each epoch of a training on the weights split alone. */
function course(): { loss: number; hash: string }[] {
  const training = trainingOf(undefined, { trainOn: ['weights'] })
  return Array.from({ length: EPOCHS }, () => {
    training.runEpoch()
    return { loss: training.score('alpha').loss, hash: training.networkHash() }
  })
}

function finish(training: Training): Training {
  while (!training.done) training.runEpoch()
  return training
}

const bestOf = (losses: readonly number[]) => losses.indexOf(Math.min(...losses)) + 1

describe('early stopping', () => {
  it('keeps the network of the epoch with the lowest loss on alpha, from which nothing is learnt', () => {
    const all = course()
    const training = finish(trainingOf({ patience: EPOCHS }))
    const bestEpoch = bestOf(all.map(({ loss }) => loss))
    // Or the last network would do as well.
    expect(bestEpoch).toBeLessThan(EPOCHS)
    expect(training.stopping).toEqual({ bestEpoch, reason: 'epochs' })
    expect(training.networkHash()).toBe(all[bestEpoch - 1].hash)
    expect(training.epoch).toBe(EPOCHS)
  })

  it('ends when the loss has not fallen for as long as patience says', () => {
    const losses = course().map(({ loss }) => loss)
    const end = losses.findIndex((_, i) => i > 0 && bestOf(losses.slice(0, i + 1)) === i) + 1
    const training = finish(trainingOf({ patience: 1 }))
    expect(training.epoch).toBe(end)
    expect(training.stopping).toEqual({ bestEpoch: end - 1, reason: 'patience' })
  })

  it('with minDelta counts only what falls by more', () => {
    const training = finish(trainingOf({ patience: 3, minDelta: 1000 }))
    expect([training.epoch, training.stopping]).toEqual([4, { bestEpoch: 1, reason: 'patience' }])
  })

  it('absent changes nothing, in the recipe as in the training', () => {
    expect(canonicalJson(gradientRecipeSchema.parse({}))).not.toContain('earlyStopping')
    expect(finish(trainingOf()).stopping).toBeUndefined()
  })

  it('goes on from every state as if it had never stopped, and reports it in the outcome', () => {
    const recipe = tinyRecipe({ epochs: EPOCHS, optimiser: { rate: 0.05 }, earlyStopping: { patience: 2 } })
    const runner = new ItemRunner({ seed: 3, data: tinySpec(), recipe, encoded: null })
    const item = {
      kind: 'evaluation',
      candidate: tinyTopology(),
      replicate: 0,
      epochs: EPOCHS,
      scoreOn: 'selection',
      trainOn: ['weights', 'alpha'],
      override: {},
    } as const
    const states: Uint8Array[] = []
    const whole = runner.run(item, { onEpoch: (_, state) => states.push(encodeEvaluationState(state())) })
    if (whole.kind !== 'evaluation' || whole.outcome.state !== 'scored') throw new Error('not scored')
    const { stopping, epochs } = whole.outcome
    expect(stopping).toEqual({ bestEpoch: epochs.length - 2, reason: 'patience' })
    expect(states).toHaveLength(epochs.length)
    for (const state of states) expect(runner.run(item, { resumed: decodeEvaluationState(state) })).toEqual(whole)
  })
})
