import type { OutcomeState } from '../../evaluation/outcome.js'
import type { StoredEvaluation } from '../../store/records.js'
import type { Table, Value } from '../figure.js'
import type { Section } from '../section.js'
import { evaluationWord } from '../unscored.js'
import { counted, listed } from '../words.js'

const MEANING: Readonly<Record<OutcomeState, string>> = {
  scored: 'trained to its end',
  diverged: 'a gradient or loss was not finite',
  tooLarge: 'needs more memory than limits.evaluationMiB',
  infeasible: 'breaks a constraint of the study; not trained',
  crashed: 'ended by the environment, after retries',
  timedOut: 'longer than limits.evaluationSeconds, after retries',
}

/** Failed evaluations that are told of one by one. */
const ROWS = 12

export const failures: Section = {
  id: 'failures',
  title: 'Failures',
  build: ({ store, judged }) => {
    const counts = Object.entries(store.outcomeCounts()) as [OutcomeState, number][]
    const total = counts.reduce((sum, [, n]) => sum + n, 0)
    if (total === 0) return { notAvailable: 'nothing was evaluated yet' }
    const word = evaluationWord(store)
    const failed = counts.filter(([state, n]) => state !== 'scored' && n > 0)
    const labels = labelCounts(judged().map(({ summary }) => summary.labels))
    const odd = labels.map(([label, n]) => `${counted(n, 'training')} ended ${label}`)
    const all = failed.reduce((sum, [, n]) => sum + n, 0)
    const lead =
      failed.length === 0
        ? `All ${counted(total, word)} came to their end; none failed${odd.length === 0 ? ', and none ended silent or saturated' : ''}.`
        : `${all} of ${counted(total, word)} failed: ${listed(failed.map(([state, n]) => `${n} ${state}`))}.`
    return {
      lead,
      notes: [
        ...(odd.length > 0 ? [`${listed(odd)}: scored like any other, and labelled.`] : []),
        ...(failed.length > 0 ? [`A failed ${word} counts as chance in comparisons; it is never dropped.`] : []),
      ],
      numbers: { outcomes: Object.fromEntries(counts), labels: Object.fromEntries(labels) },
      tables: [
        {
          id: 'outcomes',
          title: `${capital(word)}s by outcome`,
          caption: 'Of the search and of the check after it.',
          columns: [{ title: 'outcome' }, { title: `${word}s` }, { title: 'means' }],
          rows: counts
            .filter(([state, n]) => n > 0 || state === 'diverged')
            .map(([state, n]) => [state, n, MEANING[state]]),
        },
        ...(all > 0 ? [failedTable(store.evaluations({ failed: true }), all, word)] : []),
      ],
    }
  },
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function labelCounts(labels: readonly Readonly<Record<string, number>>[]): [string, number][] {
  const sums = new Map<string, number>()
  for (const own of labels) for (const [label, n] of Object.entries(own)) sums.set(label, (sums.get(label) ?? 0) + n)
  return [...sums]
}

function failedTable(failed: readonly StoredEvaluation[], all: number, word: string): Table {
  return {
    id: 'failed',
    title: `Failed ${word}s`,
    caption: all > ROWS ? `The first ${ROWS} of ${all}.` : '',
    columns: [{ title: 'candidate' }, { title: 'replicate' }, { title: 'outcome' }, { title: 'what happened' }],
    rows: failed.slice(0, ROWS).map(({ candidateHash, replicate, outcome }): Value[] => {
      return [candidateHash.slice(0, 12), replicate, outcome.state, detailOf(outcome)]
    }),
  }
}

function detailOf(outcome: StoredEvaluation['outcome']): string {
  switch (outcome.state) {
    case 'scored':
      return ''
    case 'diverged':
      return `in epoch ${outcome.epoch + 1}, step ${outcome.step}`
    case 'tooLarge':
      return `needs ${(outcome.bytes / 2 ** 20).toFixed(0)} MiB, allowed are ${(outcome.limit / 2 ** 20).toFixed(0)}`
    case 'infeasible':
      return `${outcome.measure} is ${outcome.value}, must be ${outcome.rule}`
    case 'crashed':
      return outcome.message
    case 'timedOut':
      return `after ${outcome.seconds} s`
  }
}
