import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { didYouMean } from '../nearest-name.js'
import { UsageError } from '../usage-error.js'

const RUN_FILE = 'run.sqlite'

/** Where runs are: $MOTIF_RUNS, else runs/ in the current folder. */
export function runsFolder(): string {
  const named = process.env.MOTIF_RUNS
  return named ? resolve(named) : resolve('runs')
}

/** As `runsFolder`, for a run that is to be written. Throws UsageError where nothing can be. */
export function writableRunsFolder(): string {
  const folder = runsFolder()
  let existing = folder
  while (!existsSync(existing)) existing = resolve(existing, '..')
  try {
    accessSync(existing, constants.W_OK | constants.X_OK)
  } catch {
    throw new UsageError(`runs cannot be written to ${folder}: set MOTIF_RUNS to a folder that can`)
  }
  return folder
}

const isPath = (run: string): boolean => /[/\\]/.test(run) || run === '.' || run === '..'

/** The folder of a run by name or path. Throws UsageError with the nearest name. */
export function findRun(run: string): string {
  const folder = isPath(run) ? resolve(run) : join(runsFolder(), run)
  if (existsSync(join(folder, RUN_FILE))) return folder
  if (isPath(run)) throw new UsageError(`there is no run in ${run}: a run is a folder with ${RUN_FILE}`)
  const names = runNames()
  const none = names.length === 0 ? ' (there are no runs; motif search quickstart makes one)' : ''
  throw new UsageError(
    `there is no run "${run}" in ${shownPath(runsFolder())}${didYouMean(run, names) || none || '; motif runs lists them'}`,
  )
}

export function isRun(run: string): boolean {
  return existsSync(join(isPath(run) ? resolve(run) : join(runsFolder(), run), RUN_FILE))
}

function runNames(): string[] {
  const folder = runsFolder()
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, RUN_FILE)))
}

/** Throws UsageError for a name that would be a path or a surprise. */
export function checkRunName(name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) return
  throw new UsageError(
    `--run must be letters, digits, dots, dashes and underscores, starting with a letter or digit, but got "${name}"`,
  )
}

/** How a run is named on the command line again: by name where that finds it, else by path. */
export function runReference(folder: string): string {
  const name = relative(runsFolder(), folder)
  return name !== '' && !isPath(name) ? name : shownPath(folder)
}

/** Relative where that is shorter. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short !== '' && short.length < path.length && !short.startsWith('../..') ? short : path
}
