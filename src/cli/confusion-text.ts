import { type Confusion, classScores } from '../learning/confusion.js'
import { percent } from './accuracy.js'
import { keyValues, textTable } from './text-table.js'

/** Accuracies, then a row for each class: its samples, its recall, and how often it got which label. */
export function confusionText(confusion: Confusion): string {
  const { classNames, counts, unlabelled } = confusion
  const silent = unlabelled.some((n) => n > 0)
  const { samples, correct, accuracy, balancedAccuracy, recall } = classScores(confusion)
  const summary = keyValues([
    ['samples', `${samples}, ${correct} right`],
    ['accuracy', percent(accuracy)],
    ['balanced accuracy', percent(balancedAccuracy)],
  ])
  const right = (title: string) => ({ title, align: 'right' }) as const
  const table = textTable(
    [
      'class',
      right('samples'),
      right('recall'),
      ...classNames.map((name) => right(short(name))),
      ...(silent ? [right('none')] : []),
    ],
    counts.map((row, c) => [
      classNames[c],
      row.reduce((sum, n) => sum + n, unlabelled[c]),
      Number.isNaN(recall[c]) ? '' : percent(recall[c]),
      ...[...row, ...(silent ? [unlabelled[c]] : [])].map((n) => (n === 0 ? '.' : n)),
    ]),
  )
  return `${summary}\n\n${table}`
}

const short = (name: string) => (name.length <= 6 ? name : `${name.slice(0, 5)}…`)

/** The same as plain data. */
export function confusionDocument(confusion: Confusion): object {
  const { recall, ...scores } = classScores(confusion)
  const byClass = confusion.classNames.map((name, c) => [name, recall[c]] as const)
  return {
    ...scores,
    recall: Object.fromEntries(byClass),
    classNames: confusion.classNames,
    confusion: confusion.counts,
    unlabelled: confusion.unlabelled,
  }
}
