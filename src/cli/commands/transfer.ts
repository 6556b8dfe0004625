import { UsageError } from '../../usage-error.js'
import { defineCommand } from '../define-command.js'
import {
  argument,
  dataOption,
  formatOption,
  integerOption,
  skipBadOption,
  textOption,
  textsOption,
  threadsOption,
} from '../option.js'

export const transfer = defineCommand({
  command: 'transfer <topology>',
  describe: 'carries a motif to other data or layer sizes, and checks it there',
  positionals: (y) => y.positional('topology', argument('topology', '<run>[:candidate] or a .json file')),
  options: {
    to: textsOption("study to carry it to; may be given more than once; the run's own without it"),
    neurons: textOption('neurons', "neurons of its layers, such as 128,256; the study's without it"),
    replicates: integerOption('replicates', 'trainings of each topology; 3 without it', 1, 1000),
    draws: integerOption('draws', 'topologies of each random arm; 3 without it', 1, 1000),
    threads: threadsOption,
    data: dataOption,
    'skip-bad': skipBadOption,
    format: formatOption,
  },
  run: async (argv) => {
    const { runTransfer } = await import('../run-transfer.js')
    const neurons = argv.neurons === undefined ? undefined : parseNeurons(argv.neurons)
    return runTransfer({ ...argv, neurons, skipBad: argv['skip-bad'] })
  },
})

function parseNeurons(text: string): number[] {
  const counts = text.split(',').map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : 0))
  if (counts.every((count) => count > 0)) return counts
  throw new UsageError(`--neurons must be whole numbers above 0 such as 128,256, but got "${text}"`)
}
