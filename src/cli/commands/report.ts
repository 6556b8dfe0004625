import { defineCommand } from '../define-command.js'
import { dataOption, flag, runArgument, textOption } from '../option.js'

export const report = defineCommand({
  command: 'report <run>',
  describe: 'one HTML file that shows what a run did and found',
  positionals: (y) => y.positional('run', runArgument),
  options: {
    out: textOption('out', 'file to write; report.html in the folder of the run without it'),
    train: flag('train', 'trains the discovered topology once, keeps the network, and shows it at work'),
    network: textOption('network', 'shows this saved network at work instead'),
    data: dataOption,
    json: flag('json', 'prints the numbers behind every figure, and writes no HTML'),
  },
  run: async (argv) => {
    const { reportRun } = await import('../report-run.js')
    await reportRun(argv)
    return undefined
  },
})
