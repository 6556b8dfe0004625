import { beforeAll, describe, expect, it } from 'vitest'
import { usePlace } from './motif.js'

const place = usePlace()
const { motif } = place

const json = async (...args: string[]) => JSON.parse((await motif(...args, '--format', 'json')).stdout)

interface Candidate {
  readonly candidate: string
  readonly parent: string | null
  readonly change: string | null
  readonly step: number
}

let children: Candidate[]

beforeAll(async () => {
  const set = ['--set', 'comparisons=[]', '--set', 'strategy.population=3', '--set', 'strategy.together=2']
  const args = ['search', 'tiny.yaml', '--run', 'bred', '--strategy', 'evolution', '--iterations', '12', '--quiet']
  expect((await motif(...args, ...set)).code).toBe(0)
  const { candidates } = await json('candidates', 'bred')
  children = candidates.filter(({ parent }: Candidate) => parent !== null)
  expect(children.length).toBeGreaterThan(0)
})

describe('motif topology diff', () => {
  it('finds the one change that made a child from its parent', async () => {
    for (const { candidate, parent, change } of children) {
      if (change === null || change.includes(';')) continue
      const { layers, topologies } = await json('topology', 'diff', `bred:${parent}`, `bred:${candidate}`)
      expect(topologies.map((t: { candidate: string }) => t.candidate)).toEqual([parent, candidate])
      const { synapses, links, relabelling } = layers[0].motif
      expect(relabelling).toBe('exact')
      expect(synapses.places.length + links.places.length).toBe(1)
      expect(links.places.length).toBe(change.includes('lateral link') ? 1 : 0)
    }
  })

  it('compares files, handmade names and the best of a run, in 80 columns', async () => {
    place.write('best.json', (await motif('topology', 'show', 'bred')).stdout)
    const same = await motif('topology', 'diff', 'best.json', 'bred')
    expect(same.stdout).toContain('one topology: they differ at most in the numbering of neurons')
    const { stdout } = await motif('topology', 'diff', 'ring', 'all-excitatory', '--study', 'tiny.yaml')
    // A motif of 4 has 16 synapses, 4 of them in the ring.
    expect(stdout).toContain('  synapses: added 12 +, 0 -; removed 0 +, 0 -; flipped 0 to +, 0 to -')
    expect(stdout).toMatch(/^synapses +40 +88$/m)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    const csv = await motif('topology', 'diff', 'ring', 'feed-forward', '--study', 'tiny.yaml', '--format', 'csv')
    expect(csv.stdout).toContain('"layer 0, recurrence",motif,none\n')
  })
})

describe('motif candidates --lineage', () => {
  it('is the chain of parents with changes and accuracies, oldest first', async () => {
    const youngest = children.reduce((a, b) => (b.step > a.step ? b : a))
    const { candidate, lineage } = await json('candidates', 'bred', '--lineage', youngest.candidate.slice(0, 10))
    expect(candidate).toBe(youngest.candidate)
    expect(lineage[0]).toMatchObject({ parent: null, change: null, role: 'founder' })
    lineage.slice(1).forEach((link: { parent: string; change: string }, i: number) => {
      expect(link.parent).toBe(lineage[i].candidate)
      expect(link.change).toMatch(/^layer 0: /)
    })
    expect(lineage[lineage.length - 1].validation.accuracy.n).toBe(1)
    const { stdout } = await motif('candidates', 'bred', '--lineage', youngest.candidate)
    expect(stdout.trim().split('\n')).toHaveLength(1 + lineage.length)
    expect(stdout).toMatch(/^candidate +step +selection +made by$/m)
  })
})
