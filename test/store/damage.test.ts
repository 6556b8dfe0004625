import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { checkStore } from '../../src/store/check.js'
import { StoreCorruptError, StoreVersionError } from '../../src/store/errors.js'
import { createRunStore, openRunStore, runFile } from '../../src/store/run-store.js'
import { backupRunStore } from '../../src/store/upkeep.js'
import { evaluation, header, stateOf, step } from './sample-run.js'
import { useFolders } from './temporary-folder.js'

const newFolder = useFolders()

function filled(): string {
  const folder = newFolder()
  const store = createRunStore(folder, header)
  store.finishEvaluation(evaluation('a'))
  store.commitSteps({ steps: [step(1)], state: stateOf(1) })
  store.commitSteps({ steps: [step(2), step(3)], state: stateOf(3) })
  store.saveCheckpoint('b', { epoch: 1, bytes: new Uint8Array([1]) })
  store.close()
  return folder
}

/** Edits the file as no verb of the store would. */
function edit(folder: string, sql: string): void {
  const database = new BetterSqlite(runFile(folder))
  database.pragma('foreign_keys = OFF')
  database.exec(sql)
  database.close()
}

describe('a store from a newer version', () => {
  it.each(['read', 'write'] as const)('is refused in mode %s, and left as it was', (mode) => {
    const folder = filled()
    edit(folder, 'PRAGMA user_version = 99')
    const before = readFileSync(runFile(folder))
    const open = () => (mode === 'read' ? openRunStore(folder, { mode }) : openRunStore(folder, { mode }))
    expect(open).toThrow(StoreVersionError)
    expect(open).toThrow(/store version 99, but this motif-search knows 7 at most/)
    expect(readFileSync(runFile(folder))).toEqual(before)
    expect(checkStore(folder)).toEqual([expect.stringContaining('store version 99')])
  })
})

describe('a file that is no run store', () => {
  it.each([
    ['a text', 'this is not a database, however long it may be. '.repeat(50)],
    ['an empty file', ''],
  ])('is refused: %s', (_, content) => {
    const folder = newFolder()
    writeFileSync(runFile(folder), content)
    expect(() => openRunStore(folder, { mode: 'write' })).toThrow(StoreCorruptError)
    expect(() => openRunStore(folder, { mode: 'read' })).toThrow(StoreCorruptError)
    expect(readFileSync(runFile(folder), 'utf8')).toBe(content)
  })

  it('is refused when it is the database of another program, and is not touched', () => {
    const folder = newFolder()
    const database = new BetterSqlite(runFile(folder))
    database.exec('CREATE TABLE t (x)')
    database.close()
    const before = readFileSync(runFile(folder))
    expect(() => openRunStore(folder, { mode: 'write' })).toThrow(/application_id must be 1297044550, but is 0/)
    expect(readFileSync(runFile(folder))).toEqual(before)
  })
})

describe('a damaged file', () => {
  it('is refused or found out by the check when it was cut off', () => {
    const folder = filled()
    truncateSync(runFile(folder), 5 * 16_384)
    expect(() => openRunStore(folder, { mode: 'read' }).steps()).toThrow(StoreCorruptError)
    expect(checkStore(folder).length).toBeGreaterThan(0)
  })

  it('is found out by the check when a page was overwritten', () => {
    const folder = filled()
    const bytes = readFileSync(runFile(folder))
    bytes.fill(0xab, 3 * 16_384, 4 * 16_384)
    writeFileSync(runFile(folder), bytes)
    expect(checkStore(folder).length).toBeGreaterThan(0)
  })
})

describe('a damaged state', () => {
  it('is an error that names it and the intact one before; no step is taken back', () => {
    const folder = filled()
    edit(folder, "UPDATE state SET bytes = x'00' WHERE step = 3")
    const store = openRunStore(folder, { mode: 'write' })
    expect(() => store.latestState()).toThrow(StoreCorruptError)
    expect(() => store.latestState()).toThrow(/state of step 3 is damaged.*previous state, of step 1, is intact/)
    expect(store.lastStep()).toBe(3)
    store.close()
    expect(checkStore(folder)).toEqual(['state: the state of step 3 is damaged'])
  })

  it('is an error without hope when both are damaged, or the newest is missing', () => {
    const folder = filled()
    edit(folder, "UPDATE state SET bytes = x'00'")
    expect(() => openRunStore(folder, { mode: 'read' }).latestState()).toThrow('no other state is intact')
    edit(folder, 'DELETE FROM state WHERE step = 3')
    expect(() => openRunStore(folder, { mode: 'read' }).latestState()).toThrow('state of step 3 is missing')
    expect(checkStore(folder)).toEqual([
      'state: the state of step 1 is damaged',
      'state: the state of step 3, the last one, is missing',
    ])
  })
})

describe('the check', () => {
  it('finds nothing in a sound store', () => {
    expect(checkStore(filled())).toEqual([])
  })

  it('finds a gap in the steps, dangling references and damaged checkpoints', () => {
    const folder = filled()
    edit(folder, 'DROP TRIGGER step_no_delete; DELETE FROM step WHERE number = 2')
    edit(folder, "UPDATE checkpoint SET bytes = x'00'")
    const problems = checkStore(folder)
    expect(problems).toContain('steps: the last step is 3, but 2 steps are stored')
    expect(problems).toContain('reference: row ? of phase points at no row of step')
    expect(problems).toContain('checkpoint: the checkpoint of evaluation b is damaged')
  })

  it('finds a missing header', () => {
    const folder = filled()
    edit(folder, 'DROP TRIGGER run_no_delete; DELETE FROM run')
    expect(checkStore(folder)).toEqual(['header: table run must hold one row, but holds 0'])
    expect(() => openRunStore(folder, { mode: 'read' })).toThrow('table run is empty')
  })

  it('finds a number that is NULL alone', () => {
    const folder = filled()
    edit(
      folder,
      'DROP TRIGGER metric_no_update; PRAGMA ignore_check_constraints = ON; UPDATE metric SET value = NULL WHERE step = 1',
    )
    expect(checkStore(folder).join()).toContain('CHECK constraint failed in metric')
  })

  it('says that there is no store', () => {
    expect(checkStore(newFolder())).toEqual([expect.stringContaining('there is no run store')])
  })
})

describe('a backup', () => {
  it('is a whole store, and never overwrites a file', async () => {
    const folder = filled()
    const copy = newFolder()
    await backupRunStore(folder, runFile(copy))
    expect(checkStore(copy)).toEqual([])
    expect(openRunStore(copy, { mode: 'write' }).latestState()).toEqual({ step: 3, bytes: stateOf(3) })
    copyFileSync(runFile(folder), join(copy, 'other'))
    await expect(backupRunStore(folder, join(copy, 'other'))).rejects.toThrow('must be a new file')
  })
})
