import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadNetwork } from '../../src/learning/network-file.js'
import { usePlace } from './motif.js'

const place = usePlace()
const { motif } = place

const json = async (...args: string[]) => JSON.parse((await motif(...args, '--format', 'json')).stdout)

let candidate: string

beforeAll(async () => {
  expect((await motif('search', 'tiny.yaml', '--run', 'seen', '--quiet')).code).toBe(0)
  candidate = (await json('best', 'seen')).candidate
})

const identity = {
  run: 'seen',
  seed: 1,
  studyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
  codeVersion: expect.stringMatching(/^\d/),
}

describe('reading commands', () => {
  it('status: state, step, evaluations by outcome, best, elapsed', async () => {
    expect(await json('status', 'seen')).toMatchObject({
      schema: 'motif-search/status/1',
      ...identity,
      state: 'done',
      step: 41,
      evaluations: { scored: 9, diverged: 0, tooLarge: 0, crashed: 0, timedOut: 0 },
      best: { candidate, validation: { accuracy: { n: 1, sd: { value: null, kind: 'nan' } } } },
      used: { candidates: 1, evaluations: 1, epochs: 2, sampleSteps: expect.any(Number) },
      budget: [{ budget: 'failures', used: 0, limit: 20 }],
      spent: { phases: { weights: { threadSeconds: expect.any(Number) }, check: {} }, retriedSeconds: 0 },
      elapsed: expect.any(Number),
      utilisation: { threads: expect.any(Number), busy: expect.any(Number), recording: expect.any(Number) },
    })
    expect((await motif('status', 'seen')).stdout).toMatch(/^state +done$/m)
    expect((await motif('status', 'seen')).stdout).toMatch(
      /^load +\d+ threads?, busy [\d.]+ % of the time; recording takes [\d.]+ %$/m,
    )
    const { stdout } = await motif('status', 'seen')
    expect(Math.max(...stdout.split('\n').map((line) => (line.startsWith('run ') ? 0 : line.length)))).toBeLessThan(81)
    expect(stdout).toMatch(/^used +1 candidates, 1 evaluations, 2 epochs, \d+ samples x steps/m)
    expect((await motif('status', 'seen')).stdout).toMatch(/^budget +failures 0 of 20$/m)
    expect(stdout.replaceAll(/\n +/g, ' ')).toMatch(
      /^spent +architecture .*, judge .*, weights .*, check .* of thread time$/m,
    )
    expect((await motif('status', './runs/seen', '--watch')).stdout).toMatch(/^state +done$/m)
    expect((await motif('status', 'seen', '--format', 'csv')).stdout.split('\n')[0]).toMatch(/^run,state,step,scored/)
  })

  it('best: candidate, topology, validation and test accuracy, comparisons', async () => {
    const best = await json('best', 'seen')
    expect(best).toMatchObject({ schema: 'motif-search/best/1', ...identity, from: 'search', testAccesses: 8 })
    expect(best.topology).toMatchObject({ schema: 'motif-search/topology/1', inputs: 40 })
    expect(best.validation.accuracy.values).toHaveLength(1)
    expect(best.test.accuracy).toMatchObject({ n: 2, mean: best.comparisons[0].rows[0].accuracy.mean })
  })

  it('candidates: those of the search, not the arms of the check', async () => {
    const { candidates } = await json('candidates', 'seen')
    expect(candidates.map((c: { candidate: string }) => c.candidate)).toEqual([candidate])
    expect((await motif('candidates', 'seen', '--sort', 'spikes', '--filter', 'discovered')).stdout).toContain(
      'discovered',
    )
    expect((await motif('candidates', 'seen', '--filter', 'saturated')).stdout).toBe(
      'no candidate matches "saturated"\n',
    )
    const lines = (await motif('candidates', 'seen', '--format', 'csv')).stdout.trim().split('\n')
    expect(lines).toHaveLength(2)
  })

  it('candidates: epochs where they differ, and rungs by the same numbers in status', async () => {
    const own = ['proposer={ name: random, together: 6 }', 'eta=2'].flatMap((text) => ['--set', `strategy.${text}`])
    const study = ['tiny.yaml', '--set', 'comparisons=[]', '--set', 'recipe.epochs=4', '--iterations', '6']
    expect((await motif('search', ...study, '--strategy', 'halving', ...own, '--run', 'race', '--quiet')).code).toBe(0)
    const { stdout } = await motif('candidates', 'race')
    expect(stdout).toMatch(/^candidate +role +epochs +selection /)
    const epochs = [...stdout.matchAll(/^[0-9a-f]{12} +raced +(\d+) /gm)].map(([, n]) => Number(n))
    expect(new Set(epochs)).toEqual(new Set([1, 2, 4]))
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(81)
    expect((await motif('status', 'race')).stdout.replaceAll(/\n +/g, ' ')).toMatch(
      /^spent +rung of 1 epoch .*, rung of 2 epochs .*, rung of 4 epochs /m,
    )
    expect((await motif('candidates', 'seen')).stdout).not.toContain('epochs')
  })

  it('runs lists them', async () => {
    expect((await motif('runs')).stdout).toMatch(/^seen +done +hrmas +1 +41 /m)
    const { runs } = (await json('runs')) as { runs: { run: string }[] }
    expect(runs.find(({ run }) => run === 'seen')).toMatchObject(identity)
  })

  it('fingerprint', async () => {
    expect(await json('fingerprint', 'seen')).toMatchObject({
      ...identity,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })
})

describe('motif topology', () => {
  it('show, draw and hash agree on the candidate', async () => {
    place.write('shown.json', (await motif('topology', 'show', 'seen')).stdout)
    expect((await motif('topology', 'hash', 'shown.json')).stdout.trim()).toBe(candidate)
    expect((await motif('topology', 'hash', `seen:${candidate.slice(0, 8)}`)).stdout.trim()).toBe(candidate)
    expect((await motif('topology', 'draw', 'shown.json')).stdout).toContain('motif of layer 0:')
    expect((await motif('topology', 'draw', 'seen', '--format', 'dot')).stdout).toMatch(/^digraph topology/)
    expect((await motif('topology', 'draw', 'ring', '--study', 'tiny.yaml')).stdout).toContain(
      '4 motifs of 4 in a line',
    )
  })
})

describe('motif train', () => {
  it('gives the network of the stored evaluation, to the last bit, and saves it', async () => {
    const { code, stderr } = await motif('train', 'seen', '--save', 'seen.json')
    expect(code).toBe(0)
    expect(stderr).toMatch(/^epoch 2\/2 {2}loss /m)
    const network = loadNetwork(join(place.folder, 'seen.json'))
    const database = new BetterSqlite(join(place.folder, 'runs/seen/run.sqlite'), { readonly: true })
    const sql = "SELECT network_hash, accuracy FROM evaluation WHERE candidate = ? AND score_on = 'selection'"
    const stored = database.prepare(sql).get(candidate)
    database.close()
    expect(stored).toEqual({ network_hash: network.networkHash, accuracy: network.score.selection.accuracy })
    expect((await motif('topology', 'hash', 'seen.json')).stdout.trim()).toBe(candidate)
  })

  it('--test scores on the test split and is written into the ledger', async () => {
    const before = (await json('best', 'seen')).testAccesses
    const { stdout, stderr } = await motif('train', 'seen', '--test', '--epochs', '1', '--replicate', '3')
    expect(stdout).toMatch(/^test accuracy +\d/m)
    expect(stderr).toContain('the ledger of seen has one row more')
    expect((await json('best', 'seen')).testAccesses).toBe(before + 1)
  })

  it('trains a handmade topology of a study with the other rule', async () => {
    const { code, stdout } = await motif('train', 'ring', '--study', 'tiny.yaml', '--rule', 'tssl-bp', '--quiet')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^selection accuracy +\d/m)
  })
})

describe('motif replay', () => {
  it('finds the stored evaluation equal', async () => {
    const { code, stdout } = await motif('replay', 'seen', candidate.slice(0, 10))
    expect(stdout).toMatch(/ selection .* equal$/m)
    expect(stdout).not.toContain(' test ')
    expect(code).toBe(0)
    const all = await json('replay', 'seen', candidate.slice(0, 10), '--test')
    expect(all.evaluations.map((e: { equal: boolean }) => e.equal)).toEqual([true, true, true])
  })

  it('ends with 6 when a stored number is not what comes out', async () => {
    await motif('search', 'tiny.yaml', '--run', 'forged', '--set', 'comparisons=[]', '--quiet')
    const database = new BetterSqlite(join(place.folder, 'runs/forged/run.sqlite'))
    const triggers = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()
    for (const trigger of triggers) database.exec(`DROP TRIGGER ${trigger}`)
    database.exec("UPDATE evaluation SET loss = loss + 1e-15, network_hash = 'forged'")
    database.close()
    const { code, stdout, stderr } = await motif('replay', 'forged', candidate)
    expect(stdout).toContain('differs: loss, networkHash')
    expect(stderr).toMatch(/^motif: 1 of 1 evaluations came out differently/)
    expect(code).toBe(6)
  })
})

describe('housekeeping', () => {
  it('store check finds a sound store, backup copies it', async () => {
    expect((await motif('store', 'check', 'seen')).stdout).toBe('seen: sound\n')
    expect((await motif('store', 'backup', 'seen', 'copy.sqlite')).code).toBe(0)
    expect(existsSync(join(place.folder, 'copy.sqlite'))).toBe(true)
    expect((await motif('store', 'upgrade', 'seen')).stdout).toBe('seen: up to date\n')
  })

  it('doctor finds everything in order here', async () => {
    const { ok, findings } = await json('doctor')
    expect(findings.filter((f: { state: string }) => f.state === 'failed')).toEqual([])
    expect(ok).toBe(true)
    expect(findings.map((f: { name: string }) => f.name)).toEqual(
      expect.arrayContaining([
        'node',
        'platform',
        'cores',
        'memory',
        'kernel',
        'sqlite',
        'threads',
        'disk',
        'data fsdd',
      ]),
    )
  })

  it('study: list, show with defaults, check, schema', async () => {
    expect((await motif('study', 'list')).stdout).toMatch(/^quickstart +delayed-match +hrmas/m)
    place.write('shown.yaml', (await motif('study', 'show', 'tiny.yaml')).stdout)
    expect(readFileSync(join(place.folder, 'shown.yaml'), 'utf8')).toContain('failures: 20')
    expect((await motif('study', 'check', 'shown.yaml')).stdout).toMatch(/^tiny: ok, about 10\^\d+ topologies/)
    expect(JSON.parse((await motif('study', 'schema')).stdout).required).toEqual(
      expect.arrayContaining(['name', 'data', 'space']),
    )
  })

  it('study check starts the strategy, so that what a run would refuse is refused here', async () => {
    const args = ['--set', 'data.samples.alpha=0']
    const { code, stderr } = await motif('study', 'check', 'tiny.yaml', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain('strategy hrmas needs samples in the alpha split')
  })

  it('data: list and info', async () => {
    expect((await motif('data', 'list')).stdout).toMatch(/^delayed-match +40 +2 +85 +generated$/m)
    expect(await json('data', 'info', 'tiny.yaml')).toMatchObject({
      ...{ source: 'delayed-match', classes: 2, found: true },
      statistics: { samples: { weights: 40, alpha: 40, selection: 40, test: 40 } },
    })
    expect(await json('data', 'info', 'fsdd', '--data', 'runs')).toMatchObject({ found: false })
  })

  it('completion prints a script, help names every command, version the version', async () => {
    expect((await motif('completion')).stdout).toContain('_motif_yargs_completions')
    const { stdout } = await motif('--help')
    for (const name of ['search', 'resume', 'replay', 'doctor']) expect(stdout).toContain(`motif ${name}`)
    expect((await motif('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
