import { quantileSorted } from 'simple-statistics'
import { integer, type Key, key } from '../../kernel/numerics/random.js'
import type { Interval } from '../comparison-result.js'

/** One training: its score, or for each sample of a finite test set whether it was right (0 or 1). */
export type Scored = number | Uint8Array

/** [topology][replicate] of one arm in one block; arms of a block share replicates and test samples. */
export type BlockScores = readonly (readonly Scored[])[]

/** What is estimated: a weighted sum of the means of arms, such as 1 and -1 for a difference. [arm] */
export type Weights = readonly number[]

const RESAMPLES = 4000
const CONFIDENCE = 0.95

/**
 * Percentile interval of a weighted sum of arms' means. `scores` is [block][arm]. Drawn with replacement, each within what was
 * drawn before: blocks; of each arm its topologies; replicates, the same ones for all arms, because their data and weights are
 * shared; and, where trainings say which samples were right, samples, the same ones for all. A level of which there is but one
 * is not drawn. Deterministic.
 */
export function hierarchicalInterval(
  scores: readonly (readonly BlockScores[])[],
  weights: Weights,
  resamples = RESAMPLES,
): Interval {
  const drawn = new Float64Array(resamples)
  for (let n = 0; n < resamples; n++) drawn[n] = resampled(scores, weights, key(0, 'hierarchical-bootstrap', n))
  const sorted = [...drawn].sort((a, b) => a - b)
  return {
    estimate: estimateOf(scores, weights),
    low: quantileSorted(sorted, (1 - CONFIDENCE) / 2),
    high: quantileSorted(sorted, (1 + CONFIDENCE) / 2),
    confidence: CONFIDENCE,
    levels: levelsOf(scores),
    resamples,
  }
}

export function estimateOf(scores: readonly (readonly BlockScores[])[], weights: Weights): number {
  let sum = 0
  for (const block of scores) {
    block.forEach((topologies, arm) => {
      sum += weights[arm] * meanOf(topologies.flat())
    })
  }
  return sum / scores.length
}

const scoreOf = (score: Scored): number => (typeof score === 'number' ? score : meanBits(score))

function meanBits(bits: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bits.length; i++) sum += bits[i]
  return sum / bits.length
}

const meanOf = (scores: readonly Scored[]): number =>
  scores.reduce<number>((sum, s) => sum + scoreOf(s), 0) / scores.length

function resampled(scores: readonly (readonly BlockScores[])[], weights: Weights, k: Key): number {
  const blockKey = key(k, 'block')
  let sum = 0
  for (let i = 0; i < scores.length; i++) {
    const block = scores[integer(blockKey, i, scores.length)]
    sum += resampledBlock(block, weights, key(k, 'within', i))
  }
  return sum / scores.length
}

function resampledBlock(block: readonly BlockScores[], weights: Weights, k: Key): number {
  const replicates = block[0][0].length
  const replicateKey = key(k, 'replicate')
  const chosen = Array.from({ length: replicates }, (_, r) => integer(replicateKey, r, replicates))
  const items = drawnItems(block, k)
  let sum = 0
  block.forEach((topologies, arm) => {
    const topologyKey = key(k, 'topology', arm)
    let own = 0
    for (let t = 0; t < topologies.length; t++) {
      const topology = topologies[integer(topologyKey, t, topologies.length)]
      for (const r of chosen) own += scoreOn(topology[r], items)
    }
    sum += (weights[arm] * own) / (topologies.length * replicates)
  })
  return sum
}

/** How often each sample of the block's test set was drawn; undefined where no training says which were right. */
function drawnItems(block: readonly BlockScores[], k: Key): Uint16Array | undefined {
  const first = block.flat(2).find((score) => typeof score !== 'number')
  if (first === undefined) return undefined
  const times = new Uint16Array(first.length)
  const itemKey = key(k, 'item')
  for (let i = 0; i < times.length; i++) times[integer(itemKey, i, times.length)]++
  return times
}

function scoreOn(score: Scored, items: Uint16Array | undefined): number {
  if (typeof score === 'number' || items === undefined) return scoreOf(score)
  let right = 0
  for (let i = 0; i < score.length; i++) right += items[i] * score[i]
  return right / score.length
}

/** The levels that were drawn from. */
function levelsOf(scores: readonly (readonly BlockScores[])[]): string[] {
  const arms = scores.flat()
  const levels: string[] = []
  if (scores.length > 1) levels.push('block')
  if (arms.some((topologies) => topologies.length > 1)) levels.push('topology')
  if (arms.some((topologies) => topologies[0].length > 1)) levels.push('replicate')
  if (arms.flat(2).some((score) => typeof score !== 'number')) levels.push('item')
  return levels
}
