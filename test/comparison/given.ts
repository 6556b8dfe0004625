import { compareTrials } from '../../src/comparison/compare-trials.js'
import type { ComparisonPlan } from '../../src/comparison/comparison-plan.js'
import type { ComparisonResult, Trial } from '../../src/comparison/comparison-result.js'
import type { MeasuredTrial } from '../../src/comparison/count-failures.js'
import type { GivenArm, GivenRun } from '../../src/comparison/given-arm.js'
import type { ChoiceMean } from '../../src/comparison/handmade-choice.js'
import { type ComparisonRequest, planComparison } from '../../src/comparison/plan-comparison.js'
import { key } from '../../src/kernel/numerics/random.js'
import type { Study } from '../../src/search/study.js'
import { randomTopology } from '../../src/topology/search-space.js'
import { tinyStudy } from '../search/tiny-study.js'

/** A run that has found a random topology of its study; nothing is trained. */
export function foundRun(seed: number, change: Partial<GivenRun> = {}, study: Partial<Study> = {}): GivenRun {
  const own = { ...tinyStudy(), seed, ...study }
  const topology = randomTopology(own.space, key(5, seed))
  const facts = { reference: `run-${seed}`, folder: `runs/run-${seed}`, sampleSteps: 1000, cpuSeconds: 2 }
  return { kind: 'run', study: own, topology, isFinished: true, ...facts, ...change }
}

export const armOf = (name: string, ...sources: GivenArm['sources']): GivenArm => ({ name, sources })
export const handmade = (name: string, draws = 1): GivenArm => armOf(name, { kind: 'handmade', reference: name, draws })

export function requestOf(arms: readonly GivenArm[], change: Partial<ComparisonRequest> = {}): ComparisonRequest {
  return {
    arms,
    question: '',
    replicates: 2,
    choiceReplicates: 1,
    scoreOn: 'test',
    override: {},
    success: [],
    square: null,
    allow: [],
    ...change,
  }
}

export const planOf = (arms: readonly GivenArm[], change: Partial<ComparisonRequest> = {}): ComparisonPlan =>
  planComparison(requestOf(arms, change)).plan

/** Trainings with these outcomes: a value of the metric, or which test files were right; undefined: it failed. */
export type Outcomes = (at: {
  readonly arm: string
  readonly block: number
  readonly draw: number
  readonly replicate: number
}) => number | string | undefined

export function resultOf(
  plan: ComparisonPlan,
  outcomes: Outcomes,
  choice: readonly ChoiceMean[] | null = null,
): ComparisonResult {
  const trials = plan.arms.flatMap((arm) =>
    arm.topologies.flatMap((drawn, block) =>
      drawn.flatMap((_, draw) =>
        Array.from({ length: plan.replicates }, (__, replicate) => {
          const outcome = outcomes({ arm: arm.name, block, draw, replicate })
          return { arm, trial: trialOf(outcome, { block, draw, replicate }) }
        }),
      ),
    ),
  )
  const finite = trials.some(({ trial }) => trial.right !== null)
  const items = plan.blocks.map(() => ({ items: 8, finite }))
  return compareTrials(plan, trials, { run: 'compared', codeVersion: '0', testAccesses: 0, items, choice })
}

function trialOf(outcome: number | string | undefined, at: Pick<Trial, 'block' | 'draw' | 'replicate'>): MeasuredTrial {
  const right = typeof outcome === 'string' ? outcome : null
  const rights = right === null ? 0 : [...right.split(':')[1]].reduce((n, d) => n + bitsOf(Number.parseInt(d, 16)), 0)
  const value = outcome === undefined ? null : typeof outcome === 'number' ? outcome : rights / 8
  const scored = outcome === undefined ? null : 10
  return {
    ...at,
    candidate: 'hash',
    value,
    state: outcome === undefined ? 'diverged' : 'scored',
    labels: [],
    right,
    spikesPerSample: scored,
    synapticOperations: scored,
    seconds: 1,
  }
}

const bitsOf = (digit: number): number => [8, 4, 2, 1].filter((bit) => digit & bit).length
