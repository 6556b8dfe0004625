import { COMPARE_STRATEGY } from '../../comparison/compare-strategy.js'
import { UsageError } from '../../usage-error.js'
import { defineCommand } from '../define-command.js'
import { EXIT } from '../exit-code.js'
import { formatOption, runArgument } from '../option.js'
import { colourOf, note } from '../output.js'
import { readRun } from '../read-run.js'
import { printResult } from '../result.js'
import { runReference, shownPath } from '../run-folder.js'

export const best = defineCommand({
  command: 'best <run>',
  describe: 'the topology a run has found, and its check',
  positionals: (y) => y.positional('run', runArgument),
  options: { format: formatOption },
  run: async (argv) => {
    const { bestResult } = await import('../best-result.js')
    return readRun(argv.run, async (store, folder) => {
      const reference = runReference(folder)
      if (store.header.strategy === COMPARE_STRATEGY) {
        throw new UsageError(
          `${reference} is a comparison and finds no topology: motif report ${reference} shows its result, motif resume ${reference} prints it`,
        )
      }
      const result = bestResult(store, { color: colourOf(process.stdout), reference, path: shownPath(folder) })
      if (result === undefined) {
        const { unscored } = await import('../../report/unscored.js')
        note(`motif: ${reference}: ${unscored(store)}; motif status ${reference} shows where it stands`)
        return EXIT.nothingScored
      }
      printResult(argv.format, result)
      return undefined
    })
  },
})
