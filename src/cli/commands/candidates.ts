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
    lineage: textOption('lineage', 'instead: the parents of the candidate whose hash begins so, and what was changed'),
    format: formatOption,
  },
  run: async (argv) => {
    const { lineage } = argv
    if (lineage !== undefined) {
      const { lineageResult } = await import('../lineage-result.js')
      await readRun(argv.run, (store) => printResult(argv.format, lineageResult(store, lineage)))
      return undefined
    }
    const { candidateList } = await import('../candidate-list.js')
    await readRun(argv.run, (store) =>
      printResult(argv.format, candidateList(store, argv.sort ?? store.metric.name, argv.filter)),
    )
    return undefined
  },
})
