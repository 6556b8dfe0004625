import { COMPARE_STRATEGY } from '../../comparison/compare-strategy.js'
import { spreadText } from '../../comparison/metric-words.js'
import { defineCommand } from '../define-command.js'
import { formatDuration } from '../duration.js'
import { formatOption } from '../option.js'
import { printResult } from '../result.js'
import { runReference, runsFolder, shownPath } from '../run-folder.js'
import { bestOf, statusDocument, strategyName } from '../status-text.js'
import { type Cell, textTable } from '../text-table.js'

const TITLES = ['run', 'state', 'strategy', 'seed', 'step', 'best selection', 'time']

export const runs = defineCommand({
  command: 'runs',
  describe: 'lists the runs',
  options: { format: formatOption },
  run: async (argv) => {
    const { listRuns } = await import('../../store/run-status.js')
    const listed = listRuns(runsFolder())
    const rowsWith = (nameOf: (strategy: string) => string, forComparison: string) =>
      listed.map((run): Cell[] => {
        const name = runReference(run.folder)
        if ('problem' in run) return [name, 'unreadable', '', '', '', '', '']
        const { header, metric, state, step, elapsedSeconds } = run.status
        const best = bestOf(run.status)
        const none = header.strategy === COMPARE_STRATEGY ? forComparison : '-'
        const found = best === null ? none : spreadText(metric, best[metric.name])
        return [name, state, nameOf(header.strategy), header.seed, step, found, formatDuration(elapsedSeconds)]
      })
    const problems = listed.flatMap((run) => ('problem' in run ? [`${runReference(run.folder)}: ${run.problem}`] : []))
    printResult(argv.format, {
      json: () => ({
        schema: 'motif-search/runs/1',
        runs: listed.map((run) =>
          'problem' in run ? { run: runReference(run.folder), problem: run.problem } : statusDocument(run.status),
        ),
      }),
      csv: () => ({ titles: TITLES, rows: rowsWith((strategy) => strategy, '-') }),
      table: () => {
        if (listed.length === 0) return `no runs in ${shownPath(runsFolder())}; motif search quickstart makes one`
        const columns = TITLES.map(
          (title) => ({ title, align: title === 'seed' || title === 'step' ? 'right' : 'left' }) as const,
        )
        return [textTable(columns, rowsWith(strategyName, 'see its report')), ...problems].join('\n')
      },
    })
    return undefined
  },
})
