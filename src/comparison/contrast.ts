import { mean } from 'simple-statistics'
import type { Metric } from '../evaluation/metric.js'
import { rightSamples } from '../evaluation/right-samples.js'
import type { ArmResult, ComparisonResult, Contrast, Trial } from './comparison-result.js'
import { FEWEST_PAIRS } from './fewest-pairs.js'
import { printed } from './metric-words.js'
import { cliffsDelta, pairedD } from './statistics/effect-size.js'
import { type BlockScores, hierarchicalInterval } from './statistics/hierarchical-bootstrap.js'
import { holm } from './statistics/holm.js'
import { signFlipTest } from './statistics/sign-flip.js'
import { welchTest } from './statistics/welch.js'
import { signedRankTest } from './statistics/wilcoxon.js'

export const LEVEL = 0.05

/** [topology][replicate] of an arm in one block. */
export function blockScores({ trials }: Pick<ArmResult, 'trials'>, block: number): BlockScores {
  const own = trials.filter((t) => t.block === block)
  const draws = Math.max(...own.map(({ draw }) => draw)) + 1
  const at = (draw: number) => own.filter((t) => t.draw === draw).sort((a, b) => a.replicate - b.replicate)
  return Array.from({ length: draws }, (_, draw) =>
    at(draw).map(({ value, right }) => (right === null ? value : rightSamples(right))),
  )
}

/** What is paired: means of blocks, or of replicates where there is but one block. */
function unitMeans({ trials, blockMeans }: ArmResult, unit: ComparisonResult['unit']): readonly number[] {
  if (unit === 'block') return blockMeans
  const replicates = [...new Set(trials.map(({ replicate }) => replicate))].sort((a, b) => a - b)
  const valuesOf = (replicate: number) =>
    trials.filter((t: Trial) => t.replicate === replicate).map(({ value }) => value)
  return replicates.map((replicate) => mean(valuesOf(replicate)))
}

/** `a` minus `b`. */
export function contrastOf(
  a: ArmResult,
  b: ArmResult,
  declared: Contrast['declared'],
  { unit, metric }: { readonly unit: ComparisonResult['unit']; readonly metric: Metric },
): Contrast {
  const [own, other] = [unitMeans(a, unit), unitMeans(b, unit)]
  const differences = own.map((value, i) => value - other[i])
  const blocks = a.blockMeans.map((_, block) => [blockScores(a, block), blockScores(b, block)])
  const difference = hierarchicalInterval(blocks, [1, -1])
  const permutation = signFlipTest(differences)
  const count = (sign: number) => differences.filter((d) => Math.sign(d) === sign).length
  const units = { higher: count(1), lower: count(-1), equal: count(0) }
  return {
    ...{ a: a.name, b: b.name, declared, difference, differences, permutation, units },
    wilcoxon: signedRankTest(differences),
    welch: welchTest(own, other),
    adjusted: null,
    dz: pairedD(differences),
    cliffsDelta: cliffsDelta(
      a.trials.map(({ value }) => value),
      b.trials.map(({ value }) => value),
    ),
    verdict: verdictOf(metric, { difference, units }, passes(permutation)),
  }
}

/** The same contrasts with the p of Holm's method, and verdicts by it where it can reach the level at all. */
export function adjusted(contrasts: readonly Contrast[], metric: Metric): Contrast[] {
  const p = holm(contrasts.map(({ permutation }) => permutation.p))
  return contrasts.map((contrast, i) => {
    const reaches = contrast.permutation.smallest * contrasts.length <= LEVEL
    const isShown = reaches ? p[i] <= LEVEL : passes(contrast.permutation)
    return { ...contrast, adjusted: p[i], verdict: verdictOf(metric, contrast, isShown) }
  })
}

/** Where even the clearest outcome does not reach the level, it has to be that one. */
const passes = ({ p, smallest }: Contrast['permutation']): boolean => p <= Math.max(LEVEL, smallest)

function verdictOf(
  metric: Metric,
  { difference: { low, high }, units }: Pick<Contrast, 'difference' | 'units'>,
  isShown: boolean,
): Contrast['verdict'] {
  if (!isShown || units.higher + units.lower < FEWEST_PAIRS) return 'undecided'
  if (printed(metric, low) > 0) return 'higher'
  return printed(metric, high) < 0 ? 'lower' : 'undecided'
}
