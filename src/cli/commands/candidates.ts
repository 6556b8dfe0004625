import { defineCommand } from '../define-command.js'
import { formatOption, runArgument, textOption, wordOption } from '../option.js'
import { readRun } from '../read-run.js'
import { printResult } from '../result.js'

export const candidates = defineCommand({
  command: 'candidates <run>',
  describe: 'lists the candidates of a run',
  positionals: (y) => y.positional('run', runArgument),
  options: {
    sort: wordOption('sort', 'the best of this first', [
      'accuracy',
      'loss',
      'synapses',
      'parameters',
      'spikes',
      'synapticOperations',
    ]),
    filter: textOption('filter', 'only those whose hash, role, label or outcome contains this'),
    format: formatOption,
  },
  run: async (argv) => {
    const { candidateList } = await import('../candidate-list.js')
    await readRun(argv.run, (store) =>
      printResult(argv.format, candidateList(store, argv.sort ?? 'accuracy', argv.filter)),
    )
    return undefined
  },
})
