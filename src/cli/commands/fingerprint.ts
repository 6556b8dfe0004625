import { defineCommand } from '../define-command.js'
import { formatOption, runArgument } from '../option.js'
import { note } from '../output.js'
import { readRun } from '../read-run.js'
import { printResult } from '../result.js'
import { runIdentity } from '../run-identity.js'

export const fingerprint = defineCommand({
  command: 'fingerprint <run>',
  describe: 'SHA-256 of all results of a run: equal runs, equal fingerprints',
  positionals: (y) => y.positional('run', runArgument),
  options: { format: formatOption },
  run: async (argv) => {
    const { fingerprint: fingerprintOf } = await import('../../store/fingerprint.js')
    await readRun(argv.run, (store) => {
      const { sha256, environmental } = fingerprintOf(store)
      if (environmental > 0) {
        note(`motif: ${environmental} evaluations crashed or timed out: another run of the study may differ`)
      }
      printResult(argv.format, {
        json: () => ({ ...runIdentity('fingerprint', store.header), sha256, environmental }),
        csv: () => ({ titles: ['run', 'sha256', 'environmental'], rows: [[store.header.name, sha256, environmental]] }),
        table: () => sha256,
      })
    })
    return undefined
  },
})
