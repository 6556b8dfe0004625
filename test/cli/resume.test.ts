import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import BetterSqlite from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import { usePlace } from './motif.js'

const place = usePlace()
const { motif, start } = place
const LONG = ['--iterations', '150']

const fingerprint = async (run: string): Promise<string> => (await motif('fingerprint', run)).stdout

let whole: string

beforeAll(async () => {
  expect((await motif('search', 'tiny.yaml', '--run', 'whole', ...LONG, '--threads', '2')).code).toBe(0)
  whole = await fingerprint('whole')
})

describe('a run that was interrupted', () => {
  it('and resumed after SIGINT has the fingerprint of one that was not', async () => {
    const search = start('search', 'tiny.yaml', '--run', 'stopped', ...LONG, '--threads', '2')
    await search.said('run stopped')
    await sleep(300)
    search.process.kill('SIGINT')
    const { code, stderr } = await search.ended
    expect(code).toBe(130)
    expect(stderr).toMatch(/^stopped after step \d+; go on with: motif resume stopped$/m)
    expect(JSON.parse((await motif('status', 'stopped', '--format', 'json')).stdout).state).toBe('stopped')
    expect((await motif('resume', 'stopped', '--threads', '1')).code).toBe(0)
    expect(await fingerprint('stopped')).toBe(whole)
  })

  it('and resumed after SIGKILL has the fingerprint of one that was not', async () => {
    const search = start('search', 'tiny.yaml', '--run', 'killed', ...LONG, '--threads', '2')
    await search.said('run killed')
    await sleep(350)
    search.process.kill('SIGKILL')
    expect((await search.ended).signal).toBe('SIGKILL')
    expect(JSON.parse((await motif('status', 'killed', '--format', 'json')).stdout).state).toBe('stopped')
    expect((await motif('resume', 'killed')).code).toBe(0)
    expect(await fingerprint('killed')).toBe(whole)
  })

  it('ends with 143 on SIGTERM', async () => {
    const search = start('search', 'tiny.yaml', '--run', 'terminated', '--iterations', '90000')
    await search.said('run terminated')
    await sleep(200)
    search.process.kill('SIGTERM')
    expect((await search.ended).code).toBe(143)
  })
})

describe('the number of threads', () => {
  it('does not change the fingerprint: 1, 2 and 3', async () => {
    const found: string[] = []
    for (const threads of ['1', '2', '3']) {
      await motif('search', 'tiny.yaml', '--run', `threads-${threads}`, '--threads', threads, '--quiet')
      found.push(await fingerprint(`threads-${threads}`))
    }
    expect(new Set(found).size).toBe(1)
    expect(found[0]).toMatch(/^[0-9a-f]{64}\n$/)
  })
})

describe('motif resume', () => {
  it('goes on for --add iterations more, and says so in the run', async () => {
    const before = JSON.parse((await motif('status', 'threads-1', '--format', 'json')).stdout).step
    expect((await motif('resume', 'threads-1', '--add', '5', '--quiet')).code).toBe(0)
    expect(JSON.parse((await motif('status', 'threads-1', '--format', 'json')).stdout).step).toBeGreaterThan(before)
  })

  it('refuses a study that differs, and lists where', async () => {
    place.write('other.yaml', (await motif('study', 'show', 'tiny.yaml', '--set', 'recipe.epochs=3')).stdout)
    const { code, stderr } = await motif('resume', 'threads-2', '--study', 'other.yaml')
    expect(code).toBe(2)
    expect(stderr).toContain(
      '--study other.yaml is not the study of the run, they differ in recipe.epochs (run 2, file 3)',
    )
    expect((await motif('resume', 'threads-2', '--study', 'tiny.yaml', '--quiet')).code).toBe(0)
  })

  it('ends with 4 while another process runs the run', async () => {
    const search = start('search', 'tiny.yaml', '--run', 'busy', '--iterations', '90000')
    await search.said('run busy')
    const { code, stderr } = await motif('resume', 'busy')
    expect(code).toBe(4)
    expect(stderr).toMatch(
      new RegExp(`^motif: .*is being run by process ${search.process.pid} on .*: wait for it, stop it`, 'm'),
    )
    expect(JSON.parse((await motif('status', 'busy', '--format', 'json')).stdout).state).toBe('running')
    search.process.kill('SIGKILL')
    await search.ended
  })

  it('ends with 5 at a store of a newer version or one that is damaged', async () => {
    const database = new BetterSqlite(join(place.folder, 'runs/threads-3/run.sqlite'))
    database.pragma('user_version = 99')
    database.close()
    for (const verb of ['resume', 'status', 'best']) {
      const { code, stderr } = await motif(verb, 'threads-3')
      expect(code).toBe(5)
      expect(stderr).toMatch(
        /^motif: .* has store version 99, but this motif-search knows \d+ at most: use a newer motif-search$/m,
      )
    }
    expect((await motif('store', 'check', 'threads-3')).code).toBe(6)
    expect((await motif('runs')).stdout).toMatch(/^threads-3 +unreadable$/m)
    place.write(
      'runs/threads-3/run.sqlite',
      'no database at all, but longer than a header of SQLite would be '.repeat(40),
    )
    expect((await motif('status', 'threads-3')).code).toBe(5)
  })
})
