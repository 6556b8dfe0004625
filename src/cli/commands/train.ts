import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from '../../usage-error.js'
import { defineCommand } from '../define-command.js'
import {
  dataOption,
  flag,
  formatOption,
  integerOption,
  optionalArgument,
  setOption,
  skipBadOption,
  textOption,
  threadsOption,
  wordOption,
} from '../option.js'
import { TASKS, trainingOf } from '../pattern-tasks.js'

/** Those of src/learning/learning-rules.ts, which would load every schema for the help. */
export const RULES = ['surrogate', 'tssl-bp', 'super-spike', 'first-spike', 'linear-probe'] as const

export const train = defineCommand({
  command: 'train [topology]',
  describe: 'trains one topology and saves the network',
  positionals: (y) =>
    y.positional(
      'topology',
      optionalArgument(
        'topology',
        'a .json file, <run>[:candidate], or a handmade name; of a task feed-forward without it',
      ),
    ),
  options: {
    study: textOption('study', "study with data and recipe; of a run's candidate its own without it"),
    task: wordOption('task', 'task of spike patterns, in place of --study', TASKS),
    set: setOption,
    data: dataOption,
    'skip-bad': skipBadOption,
    threads: threadsOption,
    rule: wordOption('rule', "replaces the recipe's learning rule", RULES),
    epochs: integerOption('epochs', "replaces the recipe's epochs", 1),
    replicate: integerOption('replicate', 'which weights, order and drawn data; 0 without it', 0),
    synapses: integerOption('synapses', 'recurrent synapses of random-sparse', 0),
    test: flag('test', 'also scores on the test split'),
    save: textOption('save', 'file for the network'),
    format: formatOption,
  },
  run: async (argv) => {
    const asked = trainingOf(argv)
    if (argv.save !== undefined && existsSync(argv.save)) {
      throw new UsageError(`--save must be a new file, but ${argv.save} exists`)
    }
    if (argv.save !== undefined && !existsSync(dirname(resolve(argv.save)))) {
      throw new UsageError(`--save: there is no folder ${dirname(argv.save)}`)
    }
    const { trainAndReport } = await import('../train-report.js')
    return trainAndReport({ ...argv, ...asked, skipBad: argv['skip-bad'] })
  },
})
