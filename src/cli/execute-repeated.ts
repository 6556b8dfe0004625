import type { RunEnd, RunOptions } from '../comparison/run-study.js'
import type { Study } from '../search/study.js'
import { type ExecuteOptions, executeRun } from './execute-run.js'
import { EXIT, type ExitCode, exitCodeOf, messageOf } from './exit-code.js'
import { createJointScreen } from './joint-screen.js'
import { note, print } from './output.js'
import { shortProgress } from './progress-model.js'
import { repeatedText } from './repeated-text.js'
import { runReference } from './run-folder.js'
import { createScreen } from './screen.js'

type Start = (options: RunOptions) => Promise<{ folder: string; end: Promise<RunEnd> }>

interface Ended {
  readonly folder: string
  readonly code: ExitCode
}

/**
 * Executes runs of a study side by side, at most as many at once as there are threads, and prints a table of them at the end. What
 * ends one run leaves the others alone; once one cannot start, no other does, and that is thrown after the table.
 */
export async function executeRepeated(
  study: Study,
  options: ExecuteOptions & { readonly threads: number; readonly debug: boolean },
  starts: readonly Start[],
): Promise<ExitCode> {
  const { createRunGroup } = await import('../comparison/run-group.js')
  const group = createRunGroup(study, options.threads)
  const screen = createJointScreen(createScreen(process.stderr, options.quiet))
  const inTurn = oneAtATime()
  const ended: (Ended | undefined)[] = starts.map(() => undefined)
  const refused: unknown[] = []
  const execute = async (index: number): Promise<void> => {
    let folder: string | undefined
    const view = { screen: screen.part(`${index + 1}:`), line: shortProgress }
    try {
      ended[index] = await executeRun({ ...options, group, view }, async (o) => {
        const begun = await inTurn(() => starts[index](o))
        folder = begun.folder
        return begun
      })
    } catch (error) {
      if (folder === undefined) {
        refused.push(error)
        return
      }
      note(`motif: run ${runReference(folder)}: ${messageOf(error)}`)
      if (options.debug && error instanceof Error) note(error.stack ?? '')
      ended[index] = { folder, code: exitCodeOf(error) }
    }
  }
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < starts.length && refused.length === 0 && !options.stop.signal.aborted) await execute(next++)
  }
  try {
    await Promise.all(Array.from({ length: Math.min(options.threads, starts.length) }, lane))
  } finally {
    await group.close()
  }
  const runs = ended.filter((run) => run !== undefined)
  if (runs.length > 0) print(`\n${await repeatedText(runs.map(({ folder }) => folder))}`)
  if (refused.length > 0) throw refused[0]
  return runs.findLast(({ code }) => code !== EXIT.done)?.code ?? EXIT.done
}

/** Runs what it is given one after the other: reads data once, and gives runs their numbers in order. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
}
