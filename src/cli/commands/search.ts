import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RunOptions } from '../../comparison/run-study.js'
import type { Study } from '../../search/study.js'
import { UsageError } from '../../usage-error.js'
import { defineCommand } from '../define-command.js'
import {
  argument,
  dataOption,
  flag,
  integerOption,
  setOption,
  skipBadOption,
  textOption,
  textsOption,
  threadsOption,
  timeOption,
} from '../option.js'
import { print } from '../output.js'
import { checkRunName, writableRunsFolder } from '../run-folder.js'

export const search = defineCommand({
  command: 'search <study>',
  describe: 'runs a study: searches, then checks what was found',
  positionals: (y) => y.positional('study', argument('study', 'built-in name (motif study list) or a .yaml file')),
  options: {
    run: textOption('run', 'name of the run; <study>-1, -2, ... without it'),
    seed: integerOption('seed', "replaces the study's seed", 0),
    from: textsOption('topology to start from: <run>[:candidate] or a .json file; may be given more than once'),
    strategy: textOption('strategy', "another strategy than the study's, with its defaults"),
    iterations: integerOption('iterations', "replaces the study's schedule.iterations", 1),
    time: timeOption,
    threads: threadsOption,
    repeat: integerOption('repeat', 'this many runs side by side, with seeds seed, seed + 1, ...', 1, 1000),
    data: dataOption,
    'skip-bad': skipBadOption,
    set: setOption,
    'dry-run': flag('dry-run', 'prints what the run will take, and writes no run'),
  },
  run: async (argv) => {
    const { readStudy } = await import('../../search/study-file.js')
    const overrides = [
      ...(argv.seed === undefined ? [] : [`seed=${argv.seed}`]),
      ...(argv.iterations === undefined ? [] : [`schedule.iterations=${argv.iterations}`]),
      ...(argv.set ?? []),
    ]
    const plain = readStudy(argv.study, overrides, argv.strategy)
    const study = argv.from && argv.from.length > 0 ? await startedFrom(plain, argv.from) : plain
    if (argv['dry-run']) {
      const { estimateText } = await import('../estimate-text.js')
      print(await estimateText(study, { dataDir: argv.data, threads: argv.threads, skipBad: argv['skip-bad'] }))
      return undefined
    }
    const folder = writableRunsFolder()
    const names = runNames(argv.run, argv.repeat ?? 1)
    for (const name of names) {
      if (name !== undefined) checkFree(folder, name)
    }
    const { listenForStop } = await import('../stop-signal.js')
    const stop = listenForStop()
    try {
      const { startRun } = await import('../../comparison/run-study.js')
      const { executeRun } = await import('../execute-run.js')
      const options = { ...argv, skipBad: argv['skip-bad'], iterations: study.schedule.iterations, stop }
      const starts = names.map((name, i) => (o: RunOptions) => {
        return startRun({ ...study, seed: study.seed + i }, folder, name, o)
      })
      if (starts.length === 1) return (await executeRun(options, starts[0])).code
      const { availableParallelism } = await import('node:os')
      const { executeRepeated } = await import('../execute-repeated.js')
      return await executeRepeated(study, { ...options, threads: argv.threads ?? availableParallelism() }, starts)
    } finally {
      stop.release()
    }
  },
})

async function startedFrom(study: Study, named: readonly string[]): Promise<Study> {
  const { findTopology } = await import('../find-topology.js')
  const { startingFrom } = await import('../../search/study.js')
  const found = []
  for (const name of named) found.push({ name: `--from ${name}`, topology: (await findTopology(name, {})).topology })
  return startingFrom(study, found)
}

/** `name` itself, or `name-1`, `name-2`, ... when there are several; undefined where they are numbered by themselves. */
function runNames(name: string | undefined, repeat: number): (string | undefined)[] {
  if (name !== undefined) checkRunName(name)
  return Array.from({ length: repeat }, (_, i) => (name === undefined || repeat === 1 ? name : `${name}-${i + 1}`))
}

function checkFree(folder: string, name: string): void {
  if (!existsSync(join(folder, name, 'run.sqlite'))) return
  throw new UsageError(`run ${name} exists: go on with motif resume ${name}, or choose another --run name`)
}
