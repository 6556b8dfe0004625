import { UsageError } from '../../usage-error.js'
import { defineCommand, defineGroup } from '../define-command.js'
import {
  argument,
  dataOption,
  flag,
  formatOption,
  integerOption,
  numberOption,
  optionalArgument,
  skipBadOption,
  textOption,
  threadsOption,
  wordOption,
} from '../option.js'
import { print } from '../output.js'
import { printResult } from '../result.js'

const nameArgument = argument('name', 'a data set of motif data list, or a study')

const list = defineCommand({
  command: 'list',
  describe: 'lists the data sets, and which are found here',
  options: { data: dataOption, format: formatOption },
  run: async (argv) => {
    const { dataList } = await import('../data-list.js')
    printResult(argv.format, dataList(argv.data))
    return undefined
  },
})

const info = defineCommand({
  command: 'info <name>',
  describe: 'counts, classes, durations, rates and a raster of one sample of each class',
  positionals: (y) => y.positional('name', nameArgument),
  options: {
    data: dataOption,
    threads: threadsOption,
    svg: textOption('svg', 'also writes the rasters into this file, as SVG'),
    format: formatOption,
  },
  run: async (argv) => {
    const { dataInfo } = await import('../data-info.js')
    printResult(argv.format, await dataInfo(argv))
    return undefined
  },
})

const KINDS = ['wav-folder', 'events', 'series', 'images'] as const

const add = defineCommand({
  command: 'add <name> <path>',
  describe:
    'makes files of your own a data set: a folder of class folders, or a manifest.csv of path,label,split,group',
  positionals: (y) =>
    y
      .positional('name', argument('name', 'what to call it'))
      .positional('path', argument('path', 'folder, archive or manifest.csv')),
  options: {
    kind: wordOption('kind', 'what the files are', KINDS),
    unit: wordOption('unit', 'of times: us for events, s for series without it', ['s', 'ms', 'us']),
    rate: numberOption('rate', 'samples per second of series without a time column', 1e-6, 1e9),
    width: integerOption('width', 'pixels of events; the largest found without it', 1, 65_536),
    height: integerOption('height', 'pixels of events; the largest found without it', 1, 65_536),
    channels: integerOption('channels', 'of spikes; the largest found without it', 1, 65_536),
    test: numberOption('test', 'share that becomes the test part where no manifest says which; 0.2 without it', 0, 0.9),
    seed: integerOption('seed', 'of the test part; 0 without it', 0),
    licence: textOption('licence', 'of the files, for motif data info'),
    attribution: textOption('attribution', 'whom to name, for motif data info'),
    replace: flag('replace', 'takes the place of a set of this name'),
    'skip-bad': skipBadOption,
  },
  run: async (argv) => {
    const { kind } = argv
    if (kind === undefined) throw new UsageError(`--kind is missing: one of ${KINDS.join(', ')}`)
    const { addAndReport } = await import('../data-add.js')
    await addAndReport({ ...argv, kind, skipBad: argv['skip-bad'] })
    return undefined
  },
})

const check = defineCommand({
  command: 'check <name>',
  describe: 'reads every file; exit code 6 when one is damaged, or not the one that was added',
  positionals: (y) => y.positional('name', nameArgument),
  options: { data: dataOption },
  run: async (argv) => {
    const { checkData } = await import('../data-check.js')
    return checkData(argv.name, argv.data)
  },
})

const encode = defineCommand({
  command: 'encode <name>',
  describe: 'encodes a data set into the cache, so that the first run need not',
  positionals: (y) => y.positional('name', nameArgument),
  options: { data: dataOption, threads: threadsOption, 'skip-bad': skipBadOption },
  run: async (argv) => {
    const { encodeData } = await import('../data-encode.js')
    print(await encodeData({ ...argv, skipBad: argv['skip-bad'] }))
    return undefined
  },
})

const clean = defineCommand({
  command: 'clean [name]',
  describe: 'removes encoded data from the cache: of one set, or all',
  positionals: (y) => y.positional('name', optionalArgument('name', 'a data set; all without it')),
  run: async (argv) => {
    const { cleanCache } = await import('../../data/clean-cache.js')
    const { folder, files, bytes } = cleanCache(argv.name)
    print(`${files} encoded data sets removed from ${folder}: ${(bytes / 2 ** 20).toFixed(1)} MiB`)
    return undefined
  },
})

const fetchSet = defineCommand({
  command: 'fetch <name>',
  describe: 'downloads a freely licensed set into the data folder, or says where a licensed one is to be had',
  positionals: (y) => y.positional('name', argument('name', 'a data set of motif data list')),
  options: { data: dataOption },
  run: async (argv) => {
    const { fetchData } = await import('../data-fetch.js')
    return fetchData(argv)
  },
})

export const data = defineGroup('data', 'data sets', [list, info, add, fetchSet, encode, check, clean])
