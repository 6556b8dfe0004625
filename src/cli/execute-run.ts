import type { RunGroup } from '../comparison/run-group.js'
import type { RunEnd, RunOptions } from '../comparison/run-study.js'
import { useText } from './budget-text.js'
import { formatDuration } from './duration.js'
import { EXIT, type ExitCode } from './exit-code.js'
import { colourOf, note, print } from './output.js'
import type { progressLine } from './progress-model.js'
import { readRun } from './read-run.js'
import { runReference, shownPath } from './run-folder.js'
import { createReporter } from './run-reporter.js'
import { createScreen, type Screen } from './screen.js'
import type { StopSignal } from './stop-signal.js'

export interface ExecuteOptions {
  readonly threads: number | undefined
  readonly data: string | undefined
  readonly skipBad: boolean | undefined
  readonly time: number | undefined
  readonly quiet: boolean
  /** Iterations of the search in all: what progress counts towards. */
  readonly iterations: number
  readonly stop: StopSignal
  /** Runs beside this one, and how this one shows among them. */
  readonly group?: RunGroup
  readonly view?: { readonly screen: Screen; readonly line: typeof progressLine }
}

/** Starts or resumes with `start`, shows progress, and prints how it ended. */
export async function executeRun(
  options: ExecuteOptions,
  start: (options: RunOptions) => Promise<{ folder: string; end: Promise<RunEnd> }>,
): Promise<{ folder: string; code: ExitCode }> {
  const { availableParallelism } = await import('node:os')
  const screen = options.view?.screen ?? createScreen(process.stderr, options.quiet)
  const reporter = createReporter(screen, options.iterations, options.view?.line)
  let folder: string | undefined
  try {
    const begun = await start({
      threads: options.threads ?? availableParallelism(),
      signal: options.stop.signal,
      reporter,
      wallSeconds: options.time,
      dataDir: options.data,
      skipBad: options.skipBad,
      group: options.group,
    })
    folder = begun.folder
    // Takes away the line about data, if there was one.
    reporter.close()
    if (!options.quiet) note(`run ${runReference(folder)} (${shownPath(folder)})`)
    const end = await begun.end
    reporter.close()
    return { folder, code: await reportEnd(folder, end, options, reporter.skipped) }
  } catch (error) {
    reporter.close()
    throw folder === undefined ? error : withResumeHint(error, folder)
  }
}

/** A full disk: what is safe was committed, and this is how to go on. */
function withResumeHint(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || error.name !== 'StoreFullError') return error
  error.message = `${error.message} with: motif resume ${runReference(folder)}`
  return error
}

async function reportEnd(folder: string, end: RunEnd, options: ExecuteOptions, skipped: number): Promise<ExitCode> {
  const name = runReference(folder)
  if (end.reason === 'failed') {
    note(
      `motif: gave up after ${end.failures} failed evaluations (limits.failures); motif candidates ${name} lists them`,
    )
    return EXIT.tooManyFailures
  }
  if (end.reason === 'stopped') {
    const step = await readRun(folder, (store) => store.lastStep())
    const limit =
      end.by === 'wall limit' && options.time !== undefined ? ` by --time ${formatDuration(options.time)}` : ''
    note(`stopped after step ${step}${limit}; go on with: motif resume ${name}`)
    return end.by === 'signal' ? (options.stop.exitCode() ?? EXIT.interrupted) : EXIT.done
  }
  if (end.spent) note(`the search ended at its budget: ${useText(end.spent)}`)
  const { runSummary } = await import('./run-summary.js')
  const summary = await readRun(folder, (store) =>
    runSummary(store, { color: colourOf(process.stdout), reference: name, path: shownPath(folder), skipped }),
  )
  if (end.best === undefined || summary === undefined) {
    note(`motif: no candidate was scored; motif candidates ${name} shows what became of them`)
    return EXIT.nothingScored
  }
  print(summary)
  return EXIT.done
}
