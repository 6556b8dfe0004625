import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { DesignDifference } from '../comparison/comparison-result.js'
import { planComparison } from '../comparison/plan-comparison.js'
import {
  type ComparisonEnd,
  type ComparisonOptions,
  comparisonName,
  startComparison,
} from '../comparison/run-comparison.js'
import { type CompareRequestArguments, compareRequest } from './compare-request.js'
import { comparisonResult } from './comparison-text.js'
import { CheckFailedError, EXIT, type ExitCode } from './exit-code.js'
import type { Format } from './option.js'
import { note } from './output.js'
import { printResult } from './result.js'
import { checkRunName, runReference, shownPath, writableRunsFolder } from './run-folder.js'
import { createReporter } from './run-reporter.js'
import { createScreen } from './screen.js'
import { listenForStop, type StopSignal } from './stop-signal.js'

export interface CompareArguments extends CompareRequestArguments {
  readonly run: string | undefined
  readonly time: number | undefined
  readonly threads: number | undefined
  readonly data: string | undefined
  readonly skipBad: boolean | undefined
  readonly format: Format | undefined
  readonly quiet: boolean
}

export async function runCompare(argv: CompareArguments): Promise<ExitCode | undefined> {
  if (argv.run !== undefined) checkRunName(argv.run)
  const request = await compareRequest(argv)
  const { plan, refused } = planComparison(request)
  if (refused.length > 0) throw unfair(refused)
  const folder = writableRunsFolder()
  const name = argv.run ?? comparisonName(plan)
  return executeComparison(join(folder, name), argv, (options) => {
    return startComparison(plan, join(folder, name), name, options)
  })
}

/** All of them, one a line: what has to be put right, or allowed. */
function unfair(refused: readonly DesignDifference[]): CheckFailedError {
  for (const { kind, text } of refused) note(`  ${kind}: ${text}`)
  const kinds = [...new Set(refused.map(({ kind }) => kind))]
  return new CheckFailedError(
    `unfair comparison: the arms differ in more than topology (${refused.length} ${refused.length === 1 ? 'difference' : 'differences'} above): ` +
      `make them equal, or say that this is meant with --allow ${kinds.join(',')}`,
  )
}

type Executed = Pick<CompareArguments, 'time' | 'threads' | 'data' | 'skipBad' | 'format' | 'quiet'>

/** Runs a comparison with progress on stderr, and prints its result. */
export async function executeComparison(
  folder: string,
  argv: Executed,
  start: (options: ComparisonOptions) => Promise<ComparisonEnd>,
): Promise<ExitCode | undefined> {
  const stop = listenForStop()
  const reporter = createReporter(createScreen(process.stderr, argv.quiet), 1)
  try {
    if (!argv.quiet) note(`comparison ${runReference(folder)} (${shownPath(folder)})`)
    const end = await start({
      threads: argv.threads ?? availableParallelism(),
      signal: stop.signal,
      reporter,
      wallSeconds: argv.time,
      dataDir: argv.data,
      skipBad: argv.skipBad,
    })
    reporter.close()
    if (end.reason === 'stopped') return stopped(folder, end.by, stop)
    printResult(argv.format, comparisonResult(end.result))
    return undefined
  } finally {
    reporter.close()
    stop.release()
  }
}

function stopped(folder: string, by: 'signal' | 'wall limit', stop: StopSignal): ExitCode {
  note(`stopped by ${by}; go on with: motif resume ${runReference(folder)}`)
  return by === 'signal' ? (stop.exitCode() ?? EXIT.interrupted) : EXIT.done
}
