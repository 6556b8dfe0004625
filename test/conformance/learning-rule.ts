import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { DataSpec } from '../../src/data/catalogue.js'
import type { Split } from '../../src/data/dataset.js'
import { decodeEvaluationState, encodeEvaluationState } from '../../src/evaluation/evaluation-state.js'
import { key } from '../../src/kernel/numerics/random.js'
import type { RunningTraining, TrainingTask } from '../../src/learning/learning-rule.js'
import { learningRule, startTraining } from '../../src/learning/learning-rules.js'
import { loadAnyNetwork, networkOf, saveNetwork } from '../../src/learning/network-file.js'
import { numbersHash, type TrainedNumbers } from '../../src/learning/trained-numbers.js'
import type { Topology } from '../../src/topology/topology.js'

export interface RuleCase {
  /** A task of at least three epochs that takes milliseconds, and on which weights move in every epoch. */
  readonly task: TrainingTask
  readonly spec: DataSpec
  /** Another topology with the same inputs and neurons. */
  readonly other: Topology
  /** Numbers of a fresh network that are the same whatever the candidate: arms of a comparison are paired by them. */
  readonly paired: (numbers: TrainedNumbers) => readonly number[]
  /** False where a sample is kept by its first spikes, however long it is. Absent: true. */
  readonly memoryGrows?: boolean
  /** A recipe under which training diverges, where the rule knows one. */
  readonly diverging?: TrainingTask['recipe']
}

const SCORED: Split = 'selection'

/** What every learning rule promises, whatever it learns. */
export function conformsToLearningRule({ task, spec, other, paired, diverging, memoryGrows = true }: RuleCase): void {
  const rule = learningRule(task.recipe)
  const open: RunningTraining[] = []
  afterEach(() => {
    for (const training of open.splice(0)) training.dispose()
  })
  const start = (change: Partial<TrainingTask> = {}, state?: unknown): RunningTraining => {
    const training = startTraining({ ...task, ...change }, state)
    open.push(training)
    return training
  }
  const finish = (training: RunningTraining): RunningTraining => {
    while (!training.done) training.runEpoch()
    return training
  }

  it('trains for as many epochs as the budget has, each of which moves the network and is counted', () => {
    const training = start()
    const hashes = [training.networkHash()]
    for (let epoch = 1; epoch <= task.epochs; epoch++) {
      expect(training.done).toBe(false)
      const before = training.sampleSteps
      expect(training.runEpoch().epoch).toBe(epoch)
      expect(training.sampleSteps).toBeGreaterThan(before)
      hashes.push(training.networkHash())
    }
    expect(training.done).toBe(true)
    expect(new Set(hashes).size).toBe(task.epochs + 1)
  })

  it('gives the same bits for the same replicate, and others for another', () => {
    const again = finish(start()).networkHash()
    expect(finish(start()).networkHash()).toBe(again)
    expect(finish(start({ replicate: key(1, 'replicate', 1) })).networkHash()).not.toBe(again)
  })

  it('starts candidates of a replicate from the same draws', () => {
    expect(paired(start({ topology: other }).numbers())).toEqual(paired(start().numbers()))
  })

  it('goes on from a stored state after every epoch, to the same bits and reports', () => {
    const whole = start()
    const reports = Array.from({ length: task.epochs }, () => whole.runEpoch())
    const steps = whole.sampleSteps
    const score = whole.score(SCORED)
    for (let epochs = 0; epochs < task.epochs; epochs++) {
      const begun = start()
      for (let i = 0; i < epochs; i++) begun.runEpoch()
      const stored = encodeEvaluationState({ training: begun.state(), epochs: [] })
      const resumed = start({}, decodeEvaluationState(stored)?.training)
      expect(resumed.epoch).toBe(epochs)
      const rest = Array.from({ length: task.epochs - epochs }, () => resumed.runEpoch())
      expect(rest).toEqual(reports.slice(epochs))
      expect(resumed.networkHash()).toBe(whole.networkHash())
      expect(resumed.sampleSteps).toBe(steps)
      expect(resumed.score(SCORED)).toEqual(score)
    }
  })

  it('a score changes nothing that is learnt, and is the same again', () => {
    const training = start()
    training.runEpoch()
    const plain = start()
    plain.runEpoch()
    expect(training.score(SCORED)).toEqual(training.score(SCORED))
    expect(finish(training).networkHash()).toBe(finish(plain).networkHash())
  })

  it('refuses to score on a split without samples', () => {
    const empty = { ...task.data, split: new Uint8Array(task.data.split.length) }
    expect(() => start({ data: empty }).score(SCORED)).toThrow('the selection split has no samples to score on')
  })

  it('trains numbers of the shape that it says, whose hash is the network hash', () => {
    const training = start()
    const numbers = training.numbers()
    const shapes = Object.entries(numbers).map(([name, array]) => {
      return [name, { type: array instanceof Float64Array ? 'float64' : 'float32', length: array.length }]
    })
    expect(Object.fromEntries(shapes)).toEqual(rule.shapeOf(task.topology, task.recipe))
    expect(numbersHash(numbers)).toBe(training.networkHash())
  })

  it('says how much memory it needs, which grows with the length of samples where a step is kept', () => {
    const bytes = (steps: number) => rule.bytesNeeded(task.topology, task.recipe, steps)
    expect(bytes(10)).toBeGreaterThan(0)
    if (memoryGrows) expect(bytes(1000)).toBeGreaterThan(bytes(10))
    else expect(bytes(1000)).toBe(bytes(10))
  })

  it.skipIf(diverging === undefined)('ends a training that diverges with its step', () => {
    expect(() => finish(start(diverging && { recipe: diverging }))).toThrow(
      /diverged in epoch \d+ at optimiser step \d+/,
    )
  })

  describe('a network file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'motif-rule-'))
    afterEach(() => rmSync(folder, { recursive: true, force: true }))

    it('gives back every bit of a trained network', () => {
      const training = finish(start())
      const facts = {
        ...{
          topology: task.topology,
          data: spec,
          input: null,
          classNames: task.data.classNames,
          seed: 1,
          replicate: 0,
        },
        ...{ codeVersion: '0.1.0', numericsVersion: 1, networkHash: training.networkHash() },
        score: { selection: training.score(SCORED) },
      }
      const network = networkOf(facts, task.recipe, training.numbers())
      const file = join(folder, 'network.json')
      saveNetwork(file, network)
      expect(loadAnyNetwork(file)).toEqual(network)
    })
  })
}
