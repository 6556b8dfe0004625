import { defineCommand } from '../define-command.js'
import { formatOption, integerOption, optionalArgument, textOption } from '../option.js'

export const waves = defineCommand({
  command: 'waves [study]',
  describe: 'shows waves that wire a network by themselves',
  positionals: (y) =>
    y.positional('study', optionalArgument('study', 'built-in name or a .yaml file; pooling-layer without it')),
  options: {
    seed: integerOption('seed', "replaces the study's seed", 0),
    steps: integerOption('steps', 'replaces the steps of self-organization', 1),
    out: textOption('out', 'HTML file to write; waves-<study>.html without it'),
    format: formatOption,
  },
  run: async (argv) => {
    const { runWaves } = await import('../run-waves.js')
    runWaves(argv)
    return undefined
  },
})
