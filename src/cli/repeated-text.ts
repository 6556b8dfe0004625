import { spreadText } from '../comparison/metric-words.js'
import { runResult } from '../comparison/run-result.js'
import { readRun } from './read-run.js'
import { runReference } from './run-folder.js'
import { type Cell, textTable } from './text-table.js'

/** One line for each run of `search --repeat`. */
export async function repeatedText(folders: readonly string[]): Promise<string> {
  const rows: Cell[][] = []
  for (const folder of folders) {
    rows.push(
      await readRun(folder, (store): Cell[] => {
        const result = runResult(store)
        const found = result?.from === 'search' ? result : undefined
        return [
          ...[runReference(folder), store.header.seed, found?.candidate.slice(0, 12) ?? '-'],
          found ? spreadText(found.metric, found.validation) : '-',
          found?.test ? spreadText(found.metric, found.test) : '-',
        ]
      }),
    )
  }
  return textTable(['run', 'seed', 'discovered', 'selection', 'test'], rows)
}
