import { defineCommand } from '../define-command.js'
import { argument, dataOption, formatOption, integerOption, optionalArgument, textOption } from '../option.js'

export const analyze = defineCommand({
  command: 'analyze <subject> [network]',
  describe: 'what a trained network does: rates, balance, stability, memory, lesions, operations; synchrony',
  positionals: (y) =>
    y
      .positional('subject', argument('subject', 'a saved network; or one of the subjects below, and then the network'))
      .positional('network', optionalArgument('network', 'a file that motif train --save wrote')),
  options: {
    samples: integerOption('samples', 'samples of the selection split to run; 200 without it', 1),
    delays: integerOption('delays', 'longest delay of the memory curve, in symbols; 20 without it', 1, 200),
    html: textOption('html', 'of synchrony: a new file for a page with all figures'),
    data: dataOption,
    format: formatOption,
  },
  run: async (argv) => {
    const { analyze: run } = await import('../analyze.js')
    await run(argv)
    return undefined
  },
})
