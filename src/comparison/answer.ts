import type { ArmResult, ComparisonResult, Contrast } from './comparison-result.js'
import { points, printed } from './verdict.js'

type Answerable = Pick<ComparisonResult, 'arms' | 'primary' | 'metric' | 'scoreOn' | 'unit' | 'choice'>

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`

/** Two or three digits, and never 0. */
export function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(p < 0.0995 ? 3 : 2)}`
}

/** The question's answer: what was measured, then what it shows, in the same words whatever that is. */
export function comparisonAnswer({ arms, primary, metric, scoreOn, unit, choice }: Answerable): string {
  const find = (name: string): ArmResult | undefined => arms.find((arm) => arm.name === name)
  if (primary === null) {
    const [only] = arms
    return `${only.name} has ${percent(only.summary.mean)} ${metric.name} on the ${scoreOn} split; there is nothing to hold it against.`
  }
  const { a, b, difference, permutation } = primary
  const how = choice === null ? '' : ', the handmade arm chosen on selection data,'
  const means = `${a} has ${percent(find(a)?.summary.mean ?? Number.NaN)} ${metric.name} on the ${scoreOn} split, ${b}${how} ${percent(find(b)?.summary.mean ?? Number.NaN)}`
  const interval = `${points(difference.low)} to ${points(difference.high)}`
  const what = unit === 'block' ? 'independent searches or folds' : 'replicates'
  const test = `${permutation.method === 'exact' ? 'exact' : 'Monte Carlo'} paired test over ${permutation.n} ${what}: ${pText(permutation.p)}`
  const measured = `${means}: a difference of ${points(difference.estimate)} points (95 % interval ${interval}; ${test}).`
  return `${measured} ${verdictText(primary, metric.better)}`
}

function verdictText({ a, b, verdict, difference, permutation }: Contrast, better: 'higher' | 'lower'): string {
  if (verdict !== 'undecided') {
    const isBetter = verdict === better
    return `So ${isBetter ? a : b} is better than ${isBetter ? b : a} here.`
  }
  const excludesZero = printed(difference.low) > 0 || printed(difference.high) < 0
  const why = excludesZero
    ? `the interval excludes zero, but the test does not reach 0.05 (${pText(permutation.p)})`
    : 'the interval includes zero'
  return `So it is not shown that either is better here: ${why}.`
}
