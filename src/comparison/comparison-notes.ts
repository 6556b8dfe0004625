import type { ComparisonResult, Contrast } from './comparison-result.js'
import { LEVEL } from './contrast.js'
import { FEWEST_PAIRS } from './fewest-pairs.js'
import { choiceAgreement } from './handmade-choice.js'
import { metricText } from './metric-words.js'

type Noted = Omit<ComparisonResult, 'answer' | 'notes'>

/** What a reader has to know to judge the numbers, a sentence each. */
export function comparisonNotes(result: Noted): string[] {
  return [
    ofDeclaration(result),
    ofLearning(result),
    ofUnit(result),
    ofPower(result),
    ofHolm(result),
    ofItems(result),
    ofChoice(result),
    ...ofAllowed(result),
    ofFailures(result),
  ].flat()
}

function ofDeclaration({ primary, secondary }: Noted): string[] {
  if (primary === null) return []
  const where = {
    'in the study': 'in the study, before its search',
    'on the command line': 'on the command line, before its trainings but after the searches',
    'by default':
      'by default (the first arm against the handmade one, or else the next), before its trainings but after the searches',
  }[primary.declared]
  const others = secondary.length > 0 ? '; all other contrasts are secondary' : ''
  return [`The contrast of ${primary.a} and ${primary.b} is the primary one, declared ${where}${others}.`]
}

function ofLearning({ withSelection }: Noted): string[] {
  return withSelection ? ['All arms learnt from the selection split too, once it had chosen.'] : []
}

function ofUnit({ unit }: Noted): string[] {
  if (unit === 'block') return []
  return [
    'There is one block, so replicates are paired: this is about these topologies and not about the way they were found.',
  ]
}

/** Pairs that a two-sided test of signs needs for the level. */
const PAIRS_NEEDED = Math.ceil(1 + Math.log2(1 / LEVEL))

function ofPower({ primary, unit }: Noted): string[] {
  if (primary === null || primary.permutation.n < 2 || primary.permutation.smallest <= LEVEL) return []
  const pairs = countOf(primary)
  const what = unit === 'block' ? 'searches or folds' : 'replicates'
  const rests =
    pairs < FEWEST_PAIRS
      ? `below ${FEWEST_PAIRS} nothing is decided`
      : 'the verdict rests on the interval, and asks that all of them speak for the same arm'
  return [
    `The exact test cannot reach ${LEVEL} here: with ${pairs} ${what} that differ the least p is ` +
      `${primary.permutation.smallest.toFixed(3)} (${PAIRS_NEEDED} are needed); ${rests}.`,
  ]
}

const countOf = ({ units }: Contrast): number => units.higher + units.lower

function ofHolm({ secondary }: Noted): string[] {
  if (secondary.length < 2) return []
  const least = Math.min(...secondary.map(({ permutation }) => permutation.smallest)) * secondary.length
  if (least <= LEVEL) return []
  return [
    `Adjusted over ${secondary.length} secondary contrasts, no exact test can reach ${LEVEL} here (least p ${Math.min(1, least).toFixed(2)}): ` +
      'a star then stands for an interval without zero and a test that passes unadjusted: a hint, not a proof.',
  ]
}

function ofItems({ blocks, primary }: Noted): string[] {
  const finite = blocks.filter((block) => block.finite)
  if (finite.length === 0 || primary?.difference.levels.includes('item')) return []
  const counts = [...new Set(finite.map(({ items }) => items))].join(' or ')
  if (counts === '1') {
    return [
      'All trainings are scored on the one sample that they learn: this is about how well it is learnt, not about new data.',
    ]
  }
  return [`All trainings of a block are scored on the same ${counts} files; the interval does not draw files.`]
}

/** Whether selection data can choose at all: for a searched arm as little as for a handmade one. */
function ofChoice({ choice, arms, scoreOn }: Noted): string[] {
  const agreement = choice === null || scoreOn === 'selection' ? undefined : choiceAgreement(choice, arms)
  if (!agreement) return []
  const { r, pairs } = agreement
  const meaning = r > 0 ? '' : ': selection data cannot choose here, for a search as little as among these'
  return [
    `Over the arms chosen among, selection and test results correlate with r = ${r.toFixed(2)} (${pairs} pairs, within blocks)${meaning}.`,
  ]
}

const ofAllowed = ({ allowed }: Noted): string[] =>
  allowed.map(({ kind, text }) => `Arms differ in more than topology, as allowed (${kind}): ${text}.`)

function ofFailures({ arms, metric }: Noted): string[] {
  const failed = arms.filter(({ failures, kind }) => failures > 0 && kind !== 'chosen')
  if (failed.length === 0) return []
  const counts = failed.map(({ name, failures, summary }) => `${failures} of ${summary.n} of ${name}`).join(', ')
  if (metric.chance !== null) {
    return [`Failed trainings count as chance (${metricText(metric, metric.chance)}): ${counts}.`]
  }
  const value = failed[0].trials.find(({ state }) => state !== 'scored')?.value ?? Number.NaN
  return [
    `Failed trainings count as the worst of all that were scored (${metric.name} ${metricText(metric, value)}): ${counts}.`,
  ]
}
