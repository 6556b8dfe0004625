import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const HEARTBEAT_MS = 2_000
const STALE_MS = 30_000
const POLL_MS = 250

/**
 * Runs `task` while holding the lock folder `<cacheFolder>/setup.lock`; a second process waits for the first.
 * The folder appears with its owner file in it by one rename, so there is never a lock without an owner.
 */
export async function withSetupLock(cacheFolder, onWait, task) {
  mkdirSync(cacheFolder, { recursive: true })
  const lock = join(cacheFolder, 'setup.lock')
  const owner = { token: randomUUID(), pid: process.pid, host: hostname() }
  let waiting = false
  while (!acquire(lock, owner)) {
    if (retireStale(lock)) continue
    if (!waiting) onWait()
    waiting = true
    await sleep(POLL_MS)
  }
  const release = () => {
    if (readOwner(lock)?.token === owner.token) rmSync(lock, { recursive: true, force: true })
  }
  const interrupted = (signal) => process.exit(signal === 'SIGINT' ? 130 : 143)
  const heartbeat = setInterval(() => touch(join(lock, 'owner.json')), HEARTBEAT_MS)
  heartbeat.unref()
  process.once('exit', release)
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    return await task()
  } finally {
    clearInterval(heartbeat)
    process.off('exit', release)
    process.off('SIGINT', interrupted)
    process.off('SIGTERM', interrupted)
    removeRetired(cacheFolder)
    release()
  }
}

function acquire(lock, owner) {
  const prepared = `${lock}.${owner.token}`
  mkdirSync(prepared, { recursive: true })
  writeFileSync(join(prepared, 'owner.json'), JSON.stringify(owner))
  try {
    renameSync(prepared, lock) // fails on a folder that is not empty: somebody holds the lock
    return true
  } catch (error) {
    rmSync(prepared, { recursive: true, force: true })
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) return false
    throw error
  }
}

/**
 * Moves a dead owner's lock aside. The target carries the dead owner's token and stays for a while, so a second
 * process that judged the same owner dead cannot move the next owner's lock: its rename meets a full folder.
 */
function retireStale(lock) {
  const owner = readOwner(lock)
  if (owner === undefined || !isStale(lock, owner)) return false
  try {
    renameSync(lock, `${lock}.stale-${owner.token}`)
    return true
  } catch {
    return false
  }
}

function isStale(lock, owner) {
  if (owner.host === hostname() && !isAlive(owner.pid)) return true
  try {
    return Date.now() - statSync(join(lock, 'owner.json')).mtimeMs > STALE_MS
  } catch {
    return false // released meanwhile
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function readOwner(lock) {
  try {
    return JSON.parse(readFileSync(join(lock, 'owner.json'), 'utf8'))
  } catch {
    return undefined
  }
}

function touch(file) {
  try {
    utimesSync(file, new Date(), new Date())
  } catch {
    // The folder was removed by hand: the task goes on.
  }
}

/** Leaves younger ones: a slow waiter may still be about to move a lock to that name. */
function removeRetired(cacheFolder) {
  for (const name of readdirSync(cacheFolder)) {
    const path = join(cacheFolder, name)
    if (name.startsWith('setup.lock.stale-') && Date.now() - statSync(path).mtimeMs > 10 * STALE_MS)
      rmSync(path, { recursive: true, force: true })
  }
}
