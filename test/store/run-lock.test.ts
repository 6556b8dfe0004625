import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunLockedError } from '../../src/store/errors.js'
import { acquireRunLock, isLocked, lockHolder } from '../../src/store/run-lock.js'
import { UsageError } from '../../src/usage-error.js'
import { useChildren } from './child.js'
import { useFolders } from './temporary-folder.js'

describe('the run lock', () => {
  const newFolder = useFolders()
  const startChild = useChildren()

  it('refuses a second runner and names the first', async () => {
    const folder = newFolder()
    const child = startChild('hold-lock', folder)
    expect(await child.line()).toBe('held')
    expect(isLocked(folder)).toBe(true)
    expect(() => acquireRunLock(folder)).toThrow(RunLockedError)
    expect(() => acquireRunLock(folder)).toThrow(new RegExp(`process ${child.process.pid} on .+ since 20`))
    expect(isLocked(folder)).toBe(true)
  })

  it('is free again as soon as the holder is killed, with its details still lying there', async () => {
    const folder = newFolder()
    const child = startChild('hold-lock', folder)
    await child.line()
    await child.kill()
    expect(lockHolder(folder)?.pid).toBe(child.process.pid)
    expect(isLocked(folder)).toBe(false)
    const lock = acquireRunLock(folder)
    expect(lockHolder(folder)?.pid).toBe(process.pid)
    lock.release()
  })

  it('is exclusive within one process too, until released', () => {
    const folder = newFolder()
    expect(isLocked(folder)).toBe(false)
    const lock = acquireRunLock(folder)
    expect(isLocked(folder)).toBe(true)
    expect(() => acquireRunLock(folder)).toThrow(RunLockedError)
    lock.release()
    expect(isLocked(folder)).toBe(false)
    expect(existsSync(join(folder, 'run.lock.json'))).toBe(false)
  })

  it('still keeps others out after this process has looked at it and tried to take it again', async () => {
    const folder = newFolder()
    const lock = acquireRunLock(folder)
    isLocked(folder)
    expect(() => acquireRunLock(folder)).toThrow(RunLockedError)
    expect(await startChild('hold-lock', folder).line()).toBe('refused')
    lock.release()
    expect(await startChild('hold-lock', folder).line()).toBe('held')
  })

  it('released twice does not free the next holder', () => {
    const folder = newFolder()
    const first = acquireRunLock(folder)
    first.release()
    const second = acquireRunLock(folder)
    first.release()
    expect(isLocked(folder)).toBe(true)
    expect(lockHolder(folder)?.pid).toBe(process.pid)
    second.release()
  })

  it('says another process when the details cannot be read', () => {
    const folder = newFolder()
    const lock = acquireRunLock(folder)
    writeFileSync(join(folder, 'run.lock.json'), '{')
    expect(() => acquireRunLock(folder)).toThrow('is being run by another process')
    lock.release()
  })

  it('refuses a folder that does not exist', () => {
    expect(() => acquireRunLock(join(newFolder(), 'nowhere'))).toThrow(UsageError)
  })
})
