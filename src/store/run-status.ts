import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Metric } from '../evaluation/metric.js'
import type { OutcomeState } from '../evaluation/outcome.js'
import type { CandidateSummary, ScoreByEpochs, Spent, StoredRunHeader, Used } from './records.js'
import { isLocked } from './run-lock.js'
import type { RunReader } from './run-reader.js'
import { openRunStore, runFile } from './run-store.js'
import { elapsedSeconds, type SearchTime, searchTime } from './search-time.js'
import { type Utilisation, utilisation } from './session-load.js'

export type RunState = 'running' | 'stopped' | 'done' | 'failed'

export interface RunStatus {
  readonly header: StoredRunHeader
  readonly metric: Metric
  readonly state: RunState
  /** Last committed step. */
  readonly step: number
  readonly evaluations: Readonly<Record<OutcomeState, number>>
  /** Best mean on the selection split; null while nothing is scored. */
  readonly best: CandidateSummary | null
  /** Wall time of all sessions; a killed one counts until its last commit. */
  readonly elapsedSeconds: number
  /** How busy threads and store were; null before anything was measured. Of a running run, as of about its last commit. */
  readonly utilisation: Utilisation | null
  /** What the search has used up to its last committed step. */
  readonly used: Used & SearchTime
  /** Failed evaluations of the search, as `limits.failures` counts them. */
  readonly failures: number
  /** Where all time went, retries, failures and the check after the search included. */
  readonly spent: Spent
  /** Of candidates in a run that trains with more than one number of epochs; else empty. */
  readonly scoresByEpochs: readonly ScoreByEpochs[]
}

/** Where a run stands. Works on a running run too. */
export function runStatus(folder: string): RunStatus {
  const store = openRunStore(folder, { mode: 'read' })
  try {
    return statusOf(store, isLocked(folder), Date.now())
  } finally {
    store.close()
  }
}

/** A run of `runsFolder`, or what keeps it from being read. */
export type ListedRun = { readonly folder: string } & ({ readonly status: RunStatus } | { readonly problem: string })

/** Runs under `runsFolder` by name; empty when it does not exist. One broken run does not hide the others. */
export function listRuns(runsFolder: string): ListedRun[] {
  if (!existsSync(runsFolder)) return []
  const folders = readdirSync(runsFolder).map((name) => join(runsFolder, name))
  return folders
    .filter((folder) => existsSync(runFile(folder)))
    .sort()
    .map(listed)
}

function listed(folder: string): ListedRun {
  try {
    return { folder, status: runStatus(folder) }
  } catch (error) {
    return { folder, problem: error instanceof Error ? error.message : String(error) }
  }
}

function statusOf(store: RunReader, locked: boolean, nowMs: number): RunStatus {
  const sessions = store.sessions()
  const runningUntilMs = locked ? nowMs : undefined
  return {
    header: store.header,
    metric: store.metric,
    state: locked ? 'running' : (sessions.at(-1)?.end?.reason ?? 'stopped'),
    step: store.lastStep(),
    evaluations: store.outcomeCounts(),
    best: store.bestCandidate() ?? null,
    elapsedSeconds: elapsedSeconds(store, sessions, runningUntilMs),
    utilisation: utilisation(sessions) ?? null,
    used: { ...store.used(), ...searchTime(store, runningUntilMs) },
    failures: store.searchFailures(),
    spent: store.spent(),
    scoresByEpochs: store.scoresByEpochs(),
  }
}
