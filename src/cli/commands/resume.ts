import { UsageError } from '../../usage-error.js'
import { defineCommand } from '../define-command.js'
import type { ExitCode } from '../exit-code.js'
import {
  dataOption,
  integerOption,
  runArgument,
  skipBadOption,
  textOption,
  threadsOption,
  timeOption,
} from '../option.js'
import { readRun } from '../read-run.js'

export const resume = defineCommand({
  command: 'resume <run>',
  describe: 'goes on with a run until its total budget',
  positionals: (y) => y.positional('run', runArgument),
  options: {
    add: integerOption('add', 'this many iterations more than the study says', 1),
    threads: threadsOption,
    data: dataOption,
    'skip-bad': skipBadOption,
    time: timeOption,
    study: textOption('study', 'refuses when this study differs from that of the run'),
  },
  run: async (argv) => {
    const compared = await resumedComparison(argv)
    if (compared !== undefined) return compared.code
    const { parseStudy } = await import('../../search/study.js')
    const { folder, study, added } = await readRun(argv.run, (store, path) => ({
      folder: path,
      study: parseStudy(store.header.study, 'the study of the run'),
      added: store.extensions().reduce((sum, extension) => sum + extension.iterations, 0),
    }))
    if (argv.study !== undefined) await requireSame(study, argv.study)
    const { listenForStop } = await import('../stop-signal.js')
    const stop = listenForStop()
    try {
      const { resumeRun } = await import('../../comparison/run-study.js')
      const { executeRun } = await import('../execute-run.js')
      const add = argv.add ?? 0
      const options = { ...argv, skipBad: argv['skip-bad'], iterations: study.schedule.iterations + added + add, stop }
      const { code } = await executeRun(options, async (o) => ({ folder, end: resumeRun(folder, add, o) }))
      return code
    } finally {
      stop.release()
    }
  },
})

/** Undefined where the run is a search. */
async function resumedComparison(argv: {
  readonly run: string
  readonly add: number | undefined
  readonly study: string | undefined
  readonly threads: number | undefined
  readonly data: string | undefined
  readonly 'skip-bad': boolean | undefined
  readonly time: number | undefined
  readonly quiet: boolean
}): Promise<{ readonly code: ExitCode | undefined } | undefined> {
  const { strategy, path } = await readRun(argv.run, ({ header }, path) => ({ strategy: header.strategy, path }))
  const { COMPARE_STRATEGY } = await import('../../comparison/compare-strategy.js')
  if (strategy !== COMPARE_STRATEGY) return undefined
  for (const name of ['add', 'study'] as const) {
    if (argv[name] !== undefined) throw new UsageError(`--${name} is for searches, but ${argv.run} is a comparison`)
  }
  const { resumeComparison } = await import('../../comparison/run-comparison.js')
  const { executeComparison } = await import('../run-compare.js')
  const options = { ...argv, skipBad: argv['skip-bad'], format: undefined }
  return { code: await executeComparison(path, options, (o) => resumeComparison(path, o)) }
}

type Study = ReturnType<typeof import('../../search/study.js').parseStudy>

async function requireSame(study: Study, file: string): Promise<void> {
  const { readStudy } = await import('../../search/study-file.js')
  const { studyDifferences } = await import('../../search/study-differences.js')
  const { completeStudy } = await import('../../search/complete-study.js')
  const given = await completeStudy({ ...readStudy(file), seed: study.seed })
  // The run keeps its own seed: a repeated study has one per run.
  const differences = studyDifferences(study, given.study)
  if (differences.length === 0) return
  const lines = differences.map(
    ({ path, before, after }) => `${path} (run ${before ?? 'has none'}, file ${after ?? 'has none'})`,
  )
  throw new UsageError(
    `--study ${file} is not the study of the run, they differ in ${lines.join('; ')}: resume without --study, or start a new run`,
  )
}
