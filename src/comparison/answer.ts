import type { ArmResult, ComparisonResult, Contrast } from './comparison-result.js'
import { LEVEL } from './contrast.js'
import { FEWEST_PAIRS } from './fewest-pairs.js'
import { differenceText, metricText, printed, unitText } from './metric-words.js'

type Answerable = Pick<ComparisonResult, 'arms' | 'primary' | 'metric' | 'scoreOn' | 'unit' | 'choice'>

/** Two or three digits, and never 0. */
export function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(p < 0.0995 ? 3 : 2)}`
}

/** The question's answer: what was measured, then what it shows, in the same words whatever that is. */
export function comparisonAnswer({ arms, primary, metric, scoreOn, unit, choice }: Answerable): string {
  const meanText = (arm: ArmResult | undefined): string => metricText(metric, arm?.summary.mean ?? Number.NaN)
  const find = (name: string): ArmResult | undefined => arms.find((arm) => arm.name === name)
  if (primary === null) {
    const [only] = arms
    return `${only.name} has ${firstText(metric, meanText(only))} on the ${scoreOn} split; there is nothing to hold it against.`
  }
  const { a, b, difference, permutation } = primary
  const how = choice === null ? '' : ', the handmade arm chosen on selection data,'
  const means = `${a} has ${firstText(metric, meanText(find(a)))} on the ${scoreOn} split, ${b}${how} ${meanText(find(b))}`
  const text = (value: number): string => differenceText(metric, value)
  const interval = `${text(difference.low)} to ${text(difference.high)}`
  const what = permutation.n === 1 ? 'pair' : unit === 'block' ? 'independent searches or folds' : 'replicates'
  const test = `${permutation.method === 'exact' ? 'exact' : 'Monte Carlo'} paired test over ${permutation.n} ${what}: ${pText(permutation.p)}`
  const measured = `${means}: a difference of ${text(difference.estimate)}${unitText(metric)} (95 % interval ${interval}; ${test}).`
  return `${measured} ${verdictText(primary, metric)}`
}

/** `83.1 % accuracy`, `a loss of 0.29 (less is better)` */
const firstText = ({ name }: Answerable['metric'], value: string): string =>
  name === 'accuracy' ? `${value} ${name}` : `a ${name} of ${value} (less is better)`

function verdictText(
  { a, b, verdict, difference, permutation, units }: Contrast,
  metric: Answerable['metric'],
): string {
  if (verdict !== 'undecided') {
    const isBetter = verdict === metric.better
    return `So ${isBetter ? a : b} is better than ${isBetter ? b : a} here.`
  }
  return `So it is not shown that either is better here: ${whyNot()}.`

  function whyNot(): string {
    const excludesZero = printed(metric, difference.low) > 0 || printed(metric, difference.high) < 0
    if (!excludesZero) return 'the interval includes zero'
    if (permutation.n === 1) return 'one pair says nothing of how pairs vary'
    if (units.higher + units.lower < FEWEST_PAIRS) return `that takes ${FEWEST_PAIRS} pairs that differ`
    if (permutation.smallest > LEVEL) return 'the interval excludes zero, but not all pairs speak for the same arm'
    return `the interval excludes zero, but the test does not reach ${LEVEL} (${pText(permutation.p)})`
  }
}
