import { defineCommand, defineGroup } from '../define-command.js'
import { argument, formatOption, setOption, textOption } from '../option.js'
import { print } from '../output.js'
import { printResult } from '../result.js'

const studyArgument = argument('study', 'built-in name or a .yaml file')

const list = defineCommand({
  command: 'list',
  describe: 'lists the built-in studies',
  options: { format: formatOption },
  run: async (argv) => {
    const { studyList } = await import('../study-list.js')
    printResult(argv.format, studyList())
    return undefined
  },
})

const show = defineCommand({
  command: 'show <study>',
  describe: 'prints a study with all defaults, as YAML',
  positionals: (y) => y.positional('study', studyArgument),
  options: {
    strategy: textOption('strategy', "another strategy than the study's, with its defaults"),
    set: setOption,
  },
  run: async (argv) => {
    const { readStudy } = await import('../../search/study-file.js')
    const { studyDocument } = await import('../../search/study.js')
    const { completeStudy } = await import('../../search/complete-study.js')
    const { stringify } = await import('yaml')
    const { study } = await completeStudy(readStudy(argv.study, argv.set ?? [], argv.strategy))
    print(stringify(studyDocument(study), { lineWidth: 100, aliasDuplicateObjects: false }))
    return undefined
  },
})

const check = defineCommand({
  command: 'check <study>',
  describe: 'says whether a study can be run',
  positionals: (y) => y.positional('study', studyArgument),
  options: { set: setOption },
  run: async (argv) => {
    const { readStudy } = await import('../../search/study-file.js')
    const { loadStrategy } = await import('../../search/strategies.js')
    const { prepareRun } = await import('../../comparison/prepare-run.js')
    const { isGenerated } = await import('../../data/catalogue.js')
    const { spaceSize } = await import('../../topology/search-space.js')
    const study = readStudy(argv.study, argv.set ?? [])
    if (isGenerated(study.data)) await prepareRun(study, { threads: 1 })
    // Without the files there is no knowing how many samples a strategy would have to start with.
    else (await loadStrategy(study.strategy.name)).settings(study.strategy.settings)
    print(
      `${study.name}: ok, about 10^${spaceSize(study.space).toFixed(0)} topologies; motif search ${argv.study} --dry-run estimates the cost`,
    )
    return undefined
  },
})

const schema = defineCommand({
  command: 'schema',
  describe: 'prints the JSON Schema of study files, for editors',
  run: async () => {
    const { studyJsonSchema } = await import('../../search/study.js')
    print(JSON.stringify(studyJsonSchema(), null, 2))
    return undefined
  },
})

export const study = defineGroup('study', 'studies', [list, show, check, schema])
