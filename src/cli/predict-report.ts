import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { filesIn } from '../data/files/files.js'
import { BadFile } from '../data/readers/bad-file.js'
import { readCsvRecords } from '../data/readers/csv-records.js'
import { type Confusion, confusionOf } from '../learning/confusion.js'
import { FileLabeller } from '../learning/file-labeller.js'
import { loadAnyNetwork } from '../learning/network-file.js'
import { UsageError } from '../usage-error.js'
import { confusionDocument, confusionText } from './confusion-text.js'
import type { Format } from './option.js'
import { note } from './output.js'
import { printResult } from './result.js'
import { textTable } from './text-table.js'

export interface PredictArguments {
  readonly network: string
  readonly files: readonly string[]
  /** `folders`: a file's class is the folder it lies in; else a .csv of path,label. */
  readonly labels: string | undefined
  readonly skipBad: boolean | undefined
  readonly format: Format | undefined
}

interface Answer {
  readonly path: string
  /** Null where the network says nothing. */
  readonly label: number | null
  readonly scores: readonly number[]
  /** Index of the class that it is, where labels were given. */
  readonly truth: number | null
}

/** Labels files with a saved network; with known labels also says how often it was right. */
export async function predictAndReport(argv: PredictArguments): Promise<void> {
  const network = loadAnyNetwork(argv.network)
  const { classNames } = network
  const truthOf = await labelsOf(argv.labels, classNames)
  const labeller = new FileLabeller(network)
  const answers: Answer[] = []
  let bad = 0
  try {
    for (const given of argv.files) {
      for await (const { path, bytes } of rawFiles(given)) {
        const labelled = labeller.label({ path, content: await bytes() })
        if (labelled.state === 'labelled') {
          const { label, scores } = labelled
          answers.push({ path, label, scores: Array.from(scores), truth: truthOf(path) })
          continue
        }
        const fault = new BadFile(path, labelled.reason)
        if (!argv.skipBad) throw fault
        note(`motif: left out ${fault.message}`)
        bad++
      }
    }
  } finally {
    labeller.dispose()
  }
  if (answers.length === 0) throw new UsageError(`no file was labelled${bad > 0 ? `; ${bad} could not be read` : ''}`)
  const known = answers.flatMap(({ label, truth }) => (truth === null ? [] : [{ truth, label }]))
  show(argv.format, classNames, answers, known.length > 0 ? confusionOf(classNames, known) : undefined)
}

interface RawFile {
  readonly path: string
  bytes(): Promise<Uint8Array>
}

/** A file itself, or all files of a folder or archive, under paths that can be found again. */
async function* rawFiles(given: string): AsyncGenerator<RawFile> {
  const info = statSync(given, { throwIfNoEntry: false })
  if (!info) throw new UsageError(`${given} does not exist`)
  if (info.isDirectory() || /\.(zip|tar|tar\.gz|tgz)$/.test(given)) {
    for await (const file of filesIn(given)) yield { path: join(given, file.path), bytes: () => file.bytes() }
  } else yield { path: given, bytes: () => readFile(given) }
}

/** Class index of a path; null where nothing is known of it. */
async function labelsOf(
  labels: string | undefined,
  classNames: readonly string[],
): Promise<(path: string) => number | null> {
  if (labels === undefined) return () => null
  if (labels === 'folders') return (path) => classIndex(basename(dirname(path)), classNames, path)
  const columns = { required: ['path', 'label'], optional: ['split', 'group'] }
  const rows = readCsvRecords(labels, await readFile(labels).catch(() => missing(labels)), columns)
  const known = new Map(
    rows.map(({ fields, where }) => [fields.path, classIndex(fields.label, classNames, `${labels}, ${where}`)]),
  )
  return (path) => known.get(path) ?? known.get(relative(dirname(resolve(labels)), resolve(path))) ?? null
}

function missing(labels: string): never {
  throw new UsageError(`--labels must be 'folders' or a .csv file of path,label, but there is no file ${labels}`)
}

function classIndex(name: string, classNames: readonly string[], where: string): number {
  const index = classNames.indexOf(name)
  if (index >= 0) return index
  throw new UsageError(`${where}: '${name}' is none of the network's classes: ${classNames.join(', ')}`)
}

function show(
  format: Format | undefined,
  classNames: readonly string[],
  answers: readonly Answer[],
  confusion: Confusion | undefined,
): void {
  const named = answers.map(({ path, label, scores, truth }) => ({
    path,
    ...(label === null ? { label: null, score: null } : { label: classNames[label], score: scores[label] }),
    ...(truth === null ? {} : { truth: classNames[truth] }),
    scores: Object.fromEntries(classNames.map((name, c) => [name, scores[c]])),
  }))
  const truths = confusion ? ['truth'] : []
  printResult(format, {
    json: () => ({
      schema: 'motif-search/predictions/1',
      predictions: named,
      ...(confusion && { evaluation: confusionDocument(confusion) }),
    }),
    csv: () => ({
      titles: ['path', 'label', ...truths, ...classNames],
      rows: named.map(({ path, label, truth, scores }) => [
        path,
        label,
        ...(confusion ? [truth ?? null] : []),
        ...classNames.map((name) => scores[name]),
      ]),
    }),
    table: () => {
      const table = textTable(
        ['file', 'label', { title: 'score', align: 'right' }, ...truths],
        named.map(({ path, label, score, truth }) => [
          path,
          label ?? '-',
          score?.toFixed(3) ?? '-',
          ...(truth ? [truth] : []),
        ]),
      )
      return confusion ? `${table}\n\n${confusionText(confusion)}` : table
    },
  })
  if (format === 'csv' && confusion) note(confusionText(confusion))
}
