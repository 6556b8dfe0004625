import { spreadText } from '../../comparison/metric-words.js'
import { defineCommand } from '../define-command.js'
import { formatDuration } from '../duration.js'
import { formatOption } from '../option.js'
import { printResult } from '../result.js'
import { runReference, runsFolder, shownPath } from '../run-folder.js'
import { statusDocument } from '../status-text.js'
import { type Cell, textTable } from '../text-table.js'

const TITLES = ['run', 'state', 'strategy', 'seed', 'step', 'best selection', 'time']

export const runs = defineCommand({
  command: 'runs',
  describe: 'lists the runs',
  options: { format: formatOption },
  run: async (argv) => {
    const { listRuns } = await import('../../store/run-status.js')
    const listed = listRuns(runsFolder())
    const rows = listed.map((run): Cell[] => {
      const name = runReference(run.folder)
      if ('problem' in run) return [name, 'unreadable', '', '', '', '', '']
      const { header, metric, state, step, best, elapsedSeconds } = run.status
      const found = best === null ? '-' : spreadText(metric, best[metric.name])
      return [name, state, header.strategy, header.seed, step, found, formatDuration(elapsedSeconds)]
    })
    const problems = listed.flatMap((run) => ('problem' in run ? [`${runReference(run.folder)}: ${run.problem}`] : []))
    printResult(argv.format, {
      json: () => ({
        schema: 'motif-search/runs/1',
        runs: listed.map((run) =>
          'problem' in run ? { run: runReference(run.folder), problem: run.problem } : statusDocument(run.status),
        ),
      }),
      csv: () => ({ titles: TITLES, rows }),
      table: () => {
        if (rows.length === 0) return `no runs in ${shownPath(runsFolder())}; motif search quickstart makes one`
        const columns = TITLES.map(
          (title) => ({ title, align: title === 'seed' || title === 'step' ? 'right' : 'left' }) as const,
        )
        return [textTable(columns, rows), ...problems].join('\n')
      },
    })
    return undefined
  },
})
