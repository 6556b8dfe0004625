import { builtInStudies, readStudy } from '../search/study-file.js'
import type { Result } from './result.js'
import { textTable } from './text-table.js'

export function studyList(): Result {
  const studies = builtInStudies().map((name) => ({ name, ...outline(name) }))
  const titles = ['study', 'data', 'strategy', 'question']
  return {
    json: () => ({ schema: 'motif-search/studies/1', studies }),
    csv: () => ({ titles, rows: studies.map((s) => [s.name, s.data, s.strategy, s.question]) }),
    table: () =>
      textTable(
        titles.map((title) => ({ title })),
        studies.map((s) => [s.name, s.data, s.strategy, s.question]),
      ),
  }
}

/** One broken study does not hide the others. */
function outline(name: string): { data: string; strategy: string; question: string } {
  try {
    const { data, strategy, question } = readStudy(name)
    return { data: data.source, strategy: strategy.name, question }
  } catch (error) {
    return { data: '', strategy: '', question: error instanceof Error ? error.message : String(error) }
  }
}
