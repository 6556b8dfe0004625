import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { usePlace } from './motif.js'

const place = usePlace()
const { motif } = place

const json = async (...args: string[]) => JSON.parse((await motif(...args, '--format', 'json')).stdout)
const search = (...args: string[]) => motif('search', 'tiny.yaml', '--quiet', '--set', 'comparisons=[]', ...args)

let found: string

beforeAll(async () => {
  expect((await search('--run', 'first', '--strategy', 'random', '--iterations', '5')).code).toBe(0)
  found = (await json('best', 'first')).candidate
  place.write('ring.json', (await motif('topology', 'show', 'ring', '--study', 'tiny.yaml')).stdout)
})

describe('motif search --from', () => {
  it('seeds a search with candidates of a run and with files, which a resume needs no more', async () => {
    const args = ['--strategy', 'evolution', '--set', 'strategy.population=4', '--set', 'strategy.together=4']
    const { code, stderr } = await search(
      ...['--run', 'second', '--seed', '2', '--iterations', '6', '--from', 'first', '--from', 'ring.json'],
      ...args,
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { candidates } = await json('candidates', 'second')
    const given = candidates.filter(({ role }: { role: string }) => role === 'from')
    const ring = (await motif('topology', 'hash', 'ring.json')).stdout.trim()
    expect(given.map((c: { candidate: string }) => c.candidate).sort()).toEqual([found, ring].sort())
    rmSync(join(place.folder, 'runs/first'), { recursive: true })
    rmSync(join(place.folder, 'ring.json'))
    expect((await motif('resume', 'second', '--add', '4', '--quiet')).code).toBe(0)
    expect((await json('candidates', 'second')).candidates.length).toBeGreaterThan(candidates.length)
  })

  it('is part of the study: another hash', async () => {
    const hashOf = async (run: string) => (await json('status', run)).studyHash
    place.write('best.json', (await motif('topology', 'show', 'second')).stdout)
    const args = ['--strategy', 'random', '--iterations', '1']
    await search('--run', 'plain', ...args)
    await search('--run', 'again', ...args)
    await search('--run', 'seeded', ...args, '--from', 'best.json')
    expect(await hashOf('again')).toBe(await hashOf('plain'))
    expect(await hashOf('seeded')).not.toBe(await hashOf('plain'))
    // The candidate it started from is its only one.
    expect((await json('best', 'seeded')).candidate).toBe((await json('best', 'second')).candidate)
  })

  it('leans an HRMAS search', async () => {
    const rest = ['--set', 'strategy.alpha.rate=0', '--iterations', '2']
    expect((await search('--run', 'leant', '--from', 'best.json', ...rest)).code).toBe(0)
    expect((await json('best', 'leant')).candidate).toBe((await json('best', 'seeded')).candidate)
  })

  it.each([
    ['--from nowhere.json', 'topology file nowhere.json does not exist'],
    [
      '--from best.json --set space.layers.0.motifSizes=[8]',
      '--from best.json: layer 0 must have motifs of 8 neurons (it has 4), as the space of the study says',
    ],
    ['--from best.json --strategy exhaustive', 'strategy exhaustive starts from nothing: leave out from'],
    ['--from best.json --set constraints.synapses.max=1', '--from best.json: its synapses must be at most 1'],
  ])('refuses %s', async (args, message) => {
    const { code, stderr } = await search('--run', 'refused', ...args.split(' '))
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })
})
