import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import BetterSqlite, { type Database } from 'better-sqlite3'
import { UsageError } from '../usage-error.js'
import { translated } from './database.js'
import { RunLockedError } from './errors.js'

/*
 * The lock is an exclusive transaction on a second, empty database, open for as long as the run is. SQLite holds it as
 * a lock of the operating system, which the kernel takes back from a process that dies, by whatever signal. So there
 * are no stale locks and no guessing whether a pid still lives.
 *
 * Nothing else in this process may open and close `run.lock` (as copying the folder would): POSIX drops all of a
 * process's locks on a file with the first descriptor it closes. The holder's details are in a file of their own.
 */

/** Long enough to outlast another process's `isLocked`, in milliseconds. */
const PROBE_PATIENCE_MS = 250

export interface RunLock {
  /** May be called more than once. */
  release(): void
}

export interface LockHolder {
  readonly pid: number
  readonly host: string
  /** ISO 8601. */
  readonly since: string
}

/** Throws RunLockedError when a live process, this one included, holds the run. */
export function acquireRunLock(folder: string): RunLock {
  if (!existsSync(folder))
    throw new UsageError(`there is no run folder ${folder}: create it, or check the name of the run`)
  return translated(lockFile(folder), () => {
    const database = new BetterSqlite(lockFile(folder), { timeout: PROBE_PATIENCE_MS })
    if (!lockExclusively(database)) throw lockedError(folder)
    writeHolder(folder)
    return { release: () => release(folder, database) }
  })
}

/** Whether a live process runs this run. */
export function isLocked(folder: string): boolean {
  const file = lockFile(folder)
  if (!existsSync(file)) return false
  return translated(file, () => {
    const database = new BetterSqlite(file, { readonly: true, fileMustExist: true, timeout: 0 })
    try {
      // Any read takes a shared lock, which an exclusive one excludes.
      return refusedAsBusy(() => database.prepare('SELECT count(*) FROM sqlite_schema').get())
    } finally {
      database.close()
    }
  })
}

/** Who holds the run, as far as its file says; only meaningful while the run is locked. */
export function lockHolder(folder: string): LockHolder | undefined {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(holderFile(folder), 'utf8'))
    return { pid: Number(pid), host: String(host), since: String(since) }
  } catch {
    return undefined
  }
}

function lockFile(folder: string): string {
  return join(folder, 'run.lock')
}

function holderFile(folder: string): string {
  return join(folder, 'run.lock.json')
}

function lockExclusively(database: Database): boolean {
  try {
    if (!refusedAsBusy(() => database.exec('BEGIN EXCLUSIVE'))) return true
    database.close()
    return false
  } catch (error) {
    database.close()
    throw error
  }
}

function refusedAsBusy(work: () => void): boolean {
  try {
    work()
    return false
  } catch (error) {
    if (error instanceof BetterSqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true
    throw error
  }
}

/** Written beside and moved into place: a reader sees all of it or none. */
function writeHolder(folder: string): void {
  const holder: LockHolder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
  const draft = `${holderFile(folder)}.draft`
  writeFileSync(draft, `${JSON.stringify(holder)}\n`)
  renameSync(draft, holderFile(folder))
}

function release(folder: string, database: Database): void {
  if (!database.open) return
  // Before the lock is freed: afterwards the file may be the next holder's.
  rmSync(holderFile(folder), { force: true })
  database.close()
}

function lockedError(folder: string): RunLockedError {
  const holder = lockHolder(folder)
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host} since ${holder.since}`
  return new RunLockedError(`${folder} is being run by ${who}: wait for it, stop it, or choose another --run name`)
}
