import { defineCommand } from '../define-command.js'
import { argumentList, formatOption, wordOption } from '../option.js'
import { readRun } from '../read-run.js'
import { printResult } from '../result.js'
import { runReference } from '../run-folder.js'

export const curve = defineCommand({
  command: 'curve <runs..>',
  describe: 'best accuracy so far against evaluations, samples x steps and time',
  positionals: (y) => y.positional('runs', argumentList('runs', 'names of runs, or paths of their folders')),
  options: {
    over: wordOption('over', 'what the plot is drawn over; evaluations without it', [
      'evaluations',
      'samples',
      'seconds',
    ]),
    format: formatOption,
  },
  run: async (argv) => {
    const { curveResult, readCurve } = await import('../curve-result.js')
    const found = []
    for (const run of argv.runs) {
      found.push(await readRun(run, (store, folder) => readCurve(store, runReference(folder))))
    }
    printResult(argv.format, curveResult(found, argv.over ?? 'evaluations'))
    return undefined
  },
})
