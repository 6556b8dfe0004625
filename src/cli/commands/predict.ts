import { defineCommand } from '../define-command.js'
import { argument, argumentList, formatOption, skipBadOption, textOption } from '../option.js'

export const predict = defineCommand({
  command: 'predict <network> <files..>',
  describe: 'labels raw files with a saved network',
  positionals: (y) =>
    y
      .positional('network', argument('network', 'a file that motif train --save wrote'))
      .positional('files', argumentList('files', 'files, folders or archives of what the network was trained on')),
  options: {
    labels: textOption(
      'labels',
      "known classes: 'folders' for the names of the files' folders, or a .csv of path,label",
    ),
    'skip-bad': skipBadOption,
    format: formatOption,
  },
  run: async (argv) => {
    const { predictAndReport } = await import('../predict-report.js')
    await predictAndReport({ ...argv, skipBad: argv['skip-bad'] })
    return undefined
  },
})
