import { defineCommand, defineGroup } from '../define-command.js'
import { argument, dataOption, formatOption } from '../option.js'
import { printResult } from '../result.js'

const list = defineCommand({
  command: 'list',
  describe: 'lists the data sets, and which are found here',
  options: { data: dataOption, format: formatOption },
  run: async (argv) => {
    const { dataList } = await import('../data-text.js')
    printResult(argv.format, dataList(argv.data))
    return undefined
  },
})

const info = defineCommand({
  command: 'info <name>',
  describe: 'what a data set looks like',
  positionals: (y) => y.positional('name', argument('name', 'a data set of motif data list, or a study')),
  options: { data: dataOption, format: formatOption },
  run: async (argv) => {
    const { dataInfo } = await import('../data-text.js')
    printResult(argv.format, dataInfo(argv.name, argv.data))
    return undefined
  },
})

export const data = defineGroup('data', 'data sets', [list, info])
