import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { usePlace } from './motif.js'

const place = usePlace()
const { motif } = place

describe('motif search', () => {
  it('ends with the motif, the check in words, the ledger and what to do next, at 80 columns', async () => {
    const { code, stdout, stderr } = await motif('search', 'tiny.yaml', '--run', 'shown', '--threads', '2')
    expect(code).toBe(0)
    // On a busy machine lines of progress follow.
    expect(stderr.split('\n')[0]).toBe('run shown (runs/shown)')
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(stdout.replace(/^(time +).*$/m, '$1TIME')).toMatchSnapshot()
  })

  it('has no colour and no live line when not on a terminal', async () => {
    const { stdout, stderr } = await motif('search', 'tiny.yaml', '--run', 'plain')
    expect([...(stdout + stderr)].filter((character) => character === '\u001b' || character === '\r')).toEqual([])
  })

  it('says nothing on stderr with --quiet', async () => {
    expect((await motif('search', 'tiny.yaml', '--quiet')).stderr).toBe('')
  })

  it('numbers runs by itself and repeats with the seeds that follow', async () => {
    const { code, stdout } = await motif(
      'search',
      'tiny.yaml',
      '--run',
      'many',
      '--seed',
      '5',
      '--repeat',
      '2',
      '--quiet',
    )
    expect(code).toBe(0)
    const seeds = [...stdout.matchAll(/^many-(\d) +(\d+) /gm)].map(([, run, seed]) => `${run}: ${seed}`)
    expect(seeds).toEqual(['1: 5', '2: 6'])
    const status = JSON.parse((await motif('status', 'many-2', '--format', 'json')).stdout)
    expect(status).toMatchObject({ run: 'many-2', seed: 6, state: 'done' })
  })

  it('--seed, --iterations, --strategy and --set reach the study that is stored', async () => {
    const args = ['--seed', '9', '--iterations', '3', '--strategy', 'random', '--set', 'strategy.together=2']
    const { code } = await motif('search', 'tiny.yaml', '--run', 'set', '--quiet', ...args, '--set', 'recipe.epochs=1')
    expect(code).toBe(0)
    const { candidates, seed } = JSON.parse((await motif('candidates', 'set', '--format', 'json')).stdout)
    expect(seed).toBe(9)
    expect(candidates).toHaveLength(3)
    expect(candidates[0].epochs).toBe(1)
  })

  it('--dry-run estimates and writes nothing', async () => {
    const before = readdirSync(join(place.folder, 'runs'))
    const { code, stdout } = await motif('search', 'tiny.yaml', '--run', 'dry', '--dry-run', '--threads', '2')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^iterations +20, about /m)
    expect(stdout).toMatch(/^candidates +1 trained and scored/m)
    expect(stdout).toMatch(/^check +8 trainings/m)
    expect(stdout).toMatch(/^memory +about \d+ MiB/m)
    expect(stdout).toMatch(/^disk +about \d+ MiB/m)
    expect(readdirSync(join(place.folder, 'runs'))).toEqual(before)
  })

  it('--dry-run does not multiply by the iterations what is judged once, at the end', async () => {
    const args = ['--iterations', '1000', '--set', 'strategy.snapshots=4', '--set', 'strategy.judgements=2']
    const { stdout } = await motif('search', 'tiny.yaml', '--dry-run', ...args)
    expect(stdout).toMatch(/^candidates +at most 8 trained and scored/m)
  })

  it('--dry-run counts the candidates of random search', async () => {
    const args = ['--strategy', 'random', '--iterations', '100']
    expect((await motif('search', 'tiny.yaml', '--dry-run', ...args)).stdout).toMatch(/^candidates +100 trained/m)
  })

  it('ends with 3 when no candidate could be scored', async () => {
    const { code, stderr } = await motif('search', 'tiny.yaml', '--run', 'big', '--set', 'limits.evaluationMiB=0.001')
    expect(stderr).toContain('motif: no candidate was scored; motif candidates big shows what became of them')
    expect(code).toBe(3)
    expect((await motif('candidates', 'big')).stdout).toContain('1 tooLarge')
    expect((await motif('best', 'big')).code).toBe(3)
  })

  it('ends with 7 at the failure limit', async () => {
    const limits = ['--set', 'limits.evaluationMiB=0.001', '--set', 'limits.failures=2']
    const { code, stderr } = await motif('search', 'tiny.yaml', '--run', 'failing', '--strategy', 'random', ...limits)
    expect(stderr).toContain('gave up after 4 failed evaluations (limits.failures)')
    expect(code).toBe(7)
  })

  it('stops cleanly at --time, with 0 because a spent budget is done', async () => {
    const { code, signal, stderr } = await motif(
      'search',
      'tiny.yaml',
      '--run',
      'timed',
      '--time',
      '0.4s',
      '--iterations',
      '90000',
    )
    expect({ code, signal }).toEqual({ code: 0, signal: null })
    expect(stderr).toMatch(/stopped after step \d+ by --time 0\.4 s; go on with: motif resume timed/)
  })

  it('survives a reader that goes away', async () => {
    const { code, stderr } = await place.shell('$MOTIF search tiny.yaml --run piped --quiet | true; exit $PIPESTATUS')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(existsSync(join(place.folder, 'runs/piped/run.sqlite'))).toBe(true)
  })

  it('says what is safe and how to go on when the disk is full', async () => {
    const { code, stderr } = await place.shell(
      "trap '' XFSZ; ulimit -f 1000; exec $MOTIF search tiny.yaml --run full --strategy random --iterations 20000 --quiet",
    )
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^motif: .*nothing was lost; free space on the disk, then resume the run with: motif resume full$/m,
    )
  })
})
