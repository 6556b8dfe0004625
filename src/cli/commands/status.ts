import { setTimeout as sleep } from 'node:timers/promises'
import { defineCommand } from '../define-command.js'
import { flag, formatOption, runArgument } from '../option.js'
import { note, outputClosed } from '../output.js'
import { printResult } from '../result.js'
import { findRun } from '../run-folder.js'

const WATCH_MS = 2000

export const status = defineCommand({
  command: 'status <run>',
  describe: 'where a run stands',
  positionals: (y) => y.positional('run', runArgument),
  options: {
    watch: flag('watch', 'again every 2 s until the run ends'),
    format: formatOption,
  },
  run: async (argv) => {
    const folder = findRun(argv.run)
    const { runStatus } = await import('../../store/run-status.js')
    const { statusResult } = await import('../status-text.js')
    let current = runStatus(folder)
    printResult(argv.format, statusResult(current, folder))
    while (argv.watch && current.state === 'running' && !outputClosed()) {
      await sleep(WATCH_MS)
      current = runStatus(folder)
      note('')
      printResult(argv.format, statusResult(current, folder))
    }
    return undefined
  },
})
