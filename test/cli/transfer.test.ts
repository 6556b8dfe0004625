import { beforeAll, describe, expect, it } from 'vitest'
import { TINY, usePlace } from './motif.js'

const place = usePlace()
const { motif } = place

const json = async (...args: string[]) => JSON.parse((await motif(...args, '--format', 'json')).stdout)

interface Row {
  readonly study: string
  readonly neurons: number[]
  readonly run: string
  readonly asFound: boolean
  readonly tables: { rows: { arm: string; accuracy: { mean: number; n: number } }[] }[]
}

beforeAll(async () => {
  place.write('other.yaml', TINY.replace('name: tiny', 'name: other').replace('gap: 5', 'gap: 8'))
  const args = ['--run', 'found', '--strategy', 'random', '--iterations', '4', '--quiet']
  expect((await motif('search', 'tiny.yaml', ...args)).code).toBe(0)
})

describe('motif transfer', () => {
  it('carries a motif to other data and sizes, each a run with its own ledger', async () => {
    const { stdout, code, stderr } = await motif(
      ...['transfer', 'found', '--to', 'tiny.yaml', '--to', 'other.yaml', '--neurons', '16,32'],
      ...['--replicates', '2', '--draws', '1', '--format', 'json', '--quiet'],
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { targets, candidate } = JSON.parse(stdout) as { targets: Row[]; candidate: string }
    expect(candidate).toBe((await json('best', 'found')).candidate)
    expect(targets.map(({ study, neurons, run, asFound }) => [study, neurons, run, asFound])).toEqual([
      ['tiny', [16], 'found', true],
      ['tiny', [16], 'transfer-tiny-1', false],
      ['tiny', [32], 'transfer-tiny-2', false],
      ['other', [16], 'transfer-other-1', false],
      ['other', [32], 'transfer-other-2', false],
    ])
    for (const { tables, asFound } of targets) {
      const arms = tables[0].rows.map(({ arm, accuracy }) => [arm, accuracy.n])
      if (asFound) continue
      expect(arms).toEqual([
        ['discovered', 2],
        ['random', 2],
        ['dense-ei', 2],
        ['all-excitatory', 2],
      ])
    }
    const meanOf = ({ tables }: Row, arm: string) => tables[0].rows.find((row) => row.arm === arm)?.accuracy.mean
    // On its own study and size, the same trainings as the check of its run.
    expect(meanOf(targets[1], 'discovered')).toBe(meanOf(targets[0], 'discovered'))
    expect((await json('best', 'transfer-other-2')).testAccesses).toBe(8)
    expect((await motif('resume', 'transfer-other-2', '--quiet')).code).toBe(0)
  })

  it('without --to stays with the study of the run, and prints 80 columns', async () => {
    const { stdout } = await motif(
      'transfer',
      'found',
      '--neurons',
      '8',
      '--replicates',
      '1',
      '--draws',
      '1',
      '--quiet',
    )
    expect(stdout).toMatch(/^study +neurons +motif +random +dense-ei +all-excitatory$/m)
    expect(stdout).toMatch(/^tiny +16 .* as found$/m)
    expect(stdout).toMatch(/^tiny +8 +\d/m)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it.each([
    ['found --neurons 18', 'found carried to tiny: its motif size (4) must divide the 18 neurons of layer 0'],
    ['found --neurons a', '--neurons must be whole numbers above 0 such as 128,256, but got "a"'],
    ['found --to nowhere', '"nowhere" is no study; built-in are'],
    ['missing.json', 'topology file missing.json does not exist'],
  ])('refuses %s before anything runs', async (args, message) => {
    const before = (await motif('runs')).stdout
    const { code, stderr } = await motif('transfer', ...args.split(' '))
    expect(stderr).toContain(message)
    expect(code).toBe(2)
    expect((await motif('runs')).stdout).toBe(before)
  })
})
