import { armScores, type CheckTable, UNOPTIMISED } from '../../comparison/check-table.js'
import type { ComparisonResult } from '../../comparison/comparison-result.js'
import { metricText } from '../../comparison/metric-words.js'
import { verdict } from '../../comparison/verdict.js'
import { metricOf } from '../../evaluation/metric.js'
import type { RunFacts } from '../run-facts.js'
import type { Section, SectionContent } from '../section.js'
import { unscored } from '../unscored.js'
import { counted, percent } from '../words.js'

export const answer: Section = {
  id: 'answer',
  title: 'The answer',
  build: (facts) => {
    const { result, comparison, store } = facts
    if (comparison !== undefined) return compared(comparison, store.testAccesses().length)
    if (result === undefined) return { notAvailable: unscored(store) }
    return result.tables.length > 0 ? checked(facts, result.tables) : unchecked(facts)
  },
}

function compared({ answer: lead, question, primary }: ComparisonResult, touched: number): SectionContent {
  return {
    lead,
    notes: [`The test part was touched ${counted(touched, 'time')}, each a row of this comparison's ledger.`],
    numbers: { question, primary, testAccesses: touched },
  }
}

/** The first table of a study is its question; the others say more, and are in the section on comparisons. */
function checked({ result, store }: RunFacts, [table, ...others]: readonly CheckTable[]): SectionContent {
  const touched = store.testAccesses().length
  const [own] = table.rows
  const reference = table.headline ?? Object.values(table.differences)[0]
  if (reference === undefined) return { notAvailable: 'the check has no arm beside the discovered topology' }
  const metric = metricOf(table)
  const scores = armScores(table, own)
  const sentence = verdict(againstText(table), reference, metric, table.replicates)
  return {
    lead: `${capital(sentence)}${table.question === '' ? '' : ` (${table.question})`}.`,
    notes: [
      `Its ${metric.name} on test data is ${metricText(metric, scores.mean)} over ${counted(table.replicates, 'fresh training')}${table.chance === null ? '' : `; chance is ${percent(table.chance)}`}.`,
      ...(table.replicates < 5
        ? [
            `${counted(table.replicates, 'training')} of each topology and one search are a demonstration, not evidence: intervals from so few cover the truth less often than they say.`,
          ]
        : []),
      ...(others.length > 0 ? [`${counted(others.length, 'further table')}: see the comparisons below.`] : []),
      `The test part was touched ${counted(touched, 'time')}, each a row of the run's ledger.`,
    ],
    numbers: {
      candidate: result?.candidate,
      difference: reference,
      against: againstText(table),
      [metric.name === 'accuracy' ? 'testAccuracy' : 'testLoss']: scores,
      testAccesses: touched,
    },
  }
}

function unchecked({ result, store }: RunFacts): SectionContent {
  if (result === undefined) return { notAvailable: unscored(store) }
  const { metric, validation, from, candidate } = result
  const found = from === 'search' ? 'The search found' : 'So far the best is'
  return {
    lead: `${found} a topology that reaches ${metric.name === 'accuracy' ? '' : `a ${metric.name} of `}${metricText(metric, validation.mean)} on the selection split; it was compared with nothing.`,
    notes: [
      'The selection split chose it, so this number is too high for new data. A study with comparisons checks what it finds on data that no search has seen.',
    ],
    numbers: {
      candidate,
      [metric.name === 'accuracy' ? 'selectionAccuracy' : 'selectionLoss']: validation,
      testAccesses: store.testAccesses().length,
    },
  }
}

function againstText({ headline, differences }: CheckTable): string {
  const arms = Object.keys(differences)
  if (headline === null) return arms[0] ?? 'nothing'
  return `unoptimised motifs (${arms.filter((arm) => UNOPTIMISED.includes(arm)).join(', ')})`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
