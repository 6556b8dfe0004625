import BetterSqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { StoreVersionError } from '../../src/store/errors.js'
import { type Migration, migrate, newestVersion, storedVersion } from '../../src/store/migrate.js'
import { createRunStore, openRunStore, runFile } from '../../src/store/run-store.js'
import { MIGRATIONS } from '../../src/store/schema.js'
import { upgradeRunStore } from '../../src/store/upkeep.js'
import { header } from './sample-run.js'
import { useFolders } from './temporary-folder.js'

const toy: Migration = {
  version: newestVersion(MIGRATIONS) + 1,
  apply: (database) => {
    database.exec('ALTER TABLE session ADD COLUMN note TEXT')
  },
}

describe('migrations', () => {
  const newFolder = useFolders()

  it('goes from nothing to the newest version, then has nothing to do', () => {
    const database = new BetterSqlite(':memory:')
    expect(migrate(database, MIGRATIONS)).toEqual(MIGRATIONS.map(({ version }) => version))
    expect(migrate(database, MIGRATIONS)).toEqual([])
    expect(storedVersion(database)).toBe(newestVersion(MIGRATIONS))
  })

  it('applies only what is missing and keeps the rows', () => {
    const database = new BetterSqlite(':memory:')
    migrate(database, MIGRATIONS)
    database.exec("INSERT INTO session (id, started_at, threads) VALUES (1, '2030', 2)")
    expect(migrate(database, [...MIGRATIONS, toy])).toEqual([toy.version])
    expect(database.prepare('SELECT threads, note FROM session').get()).toEqual({ threads: 2, note: null })
  })

  it('carries evaluations of version 1 over, whose synaptic operations nobody counted', () => {
    const database = new BetterSqlite(':memory:')
    database.pragma('foreign_keys = ON')
    migrate(database, MIGRATIONS.slice(0, 1))
    database.exec(`
      INSERT INTO candidate VALUES ('c', '{}');
      INSERT INTO step VALUES (1, '2030');
      INSERT INTO proposal VALUES (1, 0, 'c', 'candidate');
      INSERT INTO evaluation (id, candidate, replicate, epochs, score_on, train_on, override, recipe_hash, data_key,
        state, accuracy, loss, spikes_per_sample, firing_rate, labels, network_hash, started_at, wall_seconds, thread, attempts)
        VALUES ('e', 'c', 0, 1, 'selection', '[]', '{}', 'r', 'd', 'scored', 0.5, 1, 2, 0.1, '[]', 'n', '2030', 1, 0, 1);
      INSERT INTO evaluation (id, candidate, replicate, epochs, score_on, train_on, override, recipe_hash, data_key,
        state, failed_epoch, failed_step, started_at, wall_seconds, thread, attempts)
        VALUES ('f', 'c', 1, 1, 'selection', '[]', '{}', 'r', 'd', 'diverged', 1, 2, '2030', 1, 0, 1);
      INSERT INTO epoch VALUES ('e', 1, 1, NULL, 0.5, NULL, 0.1, NULL, 1, NULL);`)
    expect(migrate(database, MIGRATIONS)).toEqual([2, 3, 4, 5, 6, 7])
    const rows = database.prepare('SELECT id, synaptic_operations_kind AS kind FROM evaluation ORDER BY id').all()
    expect(rows).toEqual([
      { id: 'e', kind: 'nan' },
      { id: 'f', kind: null },
    ])
    expect(database.prepare('SELECT parent, change FROM proposal').get()).toEqual({ parent: null, change: null })
    expect(() => database.exec('DELETE FROM evaluation')).toThrow('append-only')
    expect(() => database.exec("UPDATE evaluation SET state = 'diverged'")).toThrow('append-only')
    const foreign = database.pragma('foreign_key_list(epoch)') as { table: string }[]
    expect(foreign.map(({ table }) => table)).toEqual(['evaluation'])
  })

  it('rolls a failing migration back whole', () => {
    const database = new BetterSqlite(':memory:')
    migrate(database, MIGRATIONS)
    const failing: Migration = {
      version: toy.version + 1,
      apply: () => {
        throw new Error('no')
      },
    }
    expect(() => migrate(database, [...MIGRATIONS, toy, failing])).toThrow('no')
    expect(storedVersion(database)).toBe(newestVersion(MIGRATIONS))
    expect(() => database.prepare('SELECT note FROM session')).toThrow('no such column')
  })

  it('refuses a migration that leaves dangling references', () => {
    const database = new BetterSqlite(':memory:')
    database.pragma('foreign_keys = ON')
    migrate(database, MIGRATIONS)
    const careless: Migration = {
      version: toy.version,
      apply: (db) => {
        db.exec("INSERT INTO session_end VALUES (7, '2030', 1, 0, 'done', '')")
      },
    }
    expect(() => migrate(database, [...MIGRATIONS, careless])).toThrow('would leave 1 dangling references')
    expect(storedVersion(database)).toBe(newestVersion(MIGRATIONS))
  })

  it('refuses a list with a gap', () => {
    const database = new BetterSqlite(':memory:')
    expect(() => migrate(database, [{ version: 2, apply: () => {} }])).toThrow('expected version 1, but got 2')
  })

  it('lets a reader refuse an older store, and names the way out', () => {
    const folder = newFolder()
    createRunStore(folder, header).close()
    const database = new BetterSqlite(runFile(folder))
    database.pragma('user_version = 0')
    database.close()
    expect(() => openRunStore(folder, { mode: 'read' })).toThrow(StoreVersionError)
    expect(() => openRunStore(folder, { mode: 'read' })).toThrow('motif store upgrade')
  })

  it('has nothing to upgrade in a store of today', () => {
    const folder = newFolder()
    createRunStore(folder, header).close()
    expect(upgradeRunStore(folder)).toEqual([])
  })
})
