import { defineCommand } from '../define-command.js'
import { formatOption, runArgument, textOption } from '../option.js'
import { readRun } from '../read-run.js'
import { printResult } from '../result.js'

export const pareto = defineCommand({
  command: 'pareto <run>',
  describe: 'candidates that no other beats in every objective, and their hypervolume',
  positionals: (y) => y.positional('run', runArgument),
  options: {
    objectives: textOption('objectives', "such as accuracy,synapses,spikes; the study's without it"),
    reference: textOption('reference', 'corner of the hypervolume, such as accuracy=0.5,synapses=2000'),
    format: formatOption,
  },
  run: async (argv) => {
    const { parseObjectives, parseReference } = await import('../objective-text.js')
    const { paretoResult } = await import('../pareto-result.js')
    const objectives = argv.objectives === undefined ? undefined : parseObjectives(argv.objectives)
    const reference = argv.reference === undefined ? undefined : parseReference(argv.reference)
    await readRun(argv.run, (store) => printResult(argv.format, paretoResult(store, objectives, reference)))
    return undefined
  },
})
