import { setTimeout as sleep } from 'node:timers/promises'
import type { ProxyTrust } from '../../comparison/proxy-trust.js'
import type { RunStatus } from '../../store/run-status.js'
import { defineCommand } from '../define-command.js'
import { flag, formatOption, runArgument } from '../option.js'
import { note, outputClosed } from '../output.js'
import { printResult } from '../result.js'
import { findRun } from '../run-folder.js'

const WATCH_MS = 2000

/** Loads no statistics for a run that trains all candidates alike. */
async function proxyOf({ scoresByEpochs }: RunStatus): Promise<ProxyTrust[]> {
  if (scoresByEpochs.length === 0) return []
  const { proxyTrust } = await import('../../comparison/proxy-trust.js')
  return proxyTrust(scoresByEpochs)
}

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
    const show = async (status: RunStatus) =>
      printResult(argv.format, statusResult(status, folder, await proxyOf(status)))
    let current = runStatus(folder)
    await show(current)
    while (argv.watch && current.state === 'running' && !outputClosed()) {
      await sleep(WATCH_MS)
      current = runStatus(folder)
      note('')
      await show(current)
    }
    return undefined
  },
})
