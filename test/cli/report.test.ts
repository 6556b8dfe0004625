import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { usePlace } from './motif.js'

const place = usePlace()
const { motif } = place

beforeAll(async () => {
  expect((await motif('search', 'tiny.yaml', '--run', 'seen', '--set', 'comparisons=[]', '--quiet')).code).toBe(0)
})

describe('motif report', () => {
  it('writes report.html into the folder of the run and prints where; --train keeps the network', async () => {
    const { code, stdout } = await motif('report', 'seen', '--train', '--quiet')
    expect([code, stdout.trim()]).toEqual([0, 'runs/seen/report.html'])
    const text = readFileSync(join(place.folder, 'runs/seen/report.html'), 'utf8')
    expect(text).toMatch(/^<!doctype html>/)
    expect(text).toContain('id="activity-sample-')
    expect(existsSync(join(place.folder, 'runs/seen/network.json'))).toBe(true)
  })

  it('--json prints the numbers, --out writes elsewhere', async () => {
    const { stdout } = await motif('report', 'seen', '--json')
    const { schema, run, sections } = JSON.parse(stdout)
    expect([schema, run]).toEqual(['motif-search/report/1', 'seen'])
    expect(sections.course.figures.loss.numbers.length).toBeGreaterThan(10)
    const machine = sections.environment.tables.identity.rows.find(([name]: [string]) => name === 'machine')
    expect(machine[1]).toMatch(/^\S.*, \d+ cores?, \d+ GiB, \w+ \w+, Node\.js v\d/)
    const [setup] = sections.checklist.tables.points.rows.filter(([at]: [string]) => at === '3c')
    expect(setup).toContain('yes')
    expect((await motif('report', 'seen', '--out', 'mine.html', '--network', 'runs/seen/network.json')).code).toBe(0)
    expect(readFileSync(join(place.folder, 'mine.html'), 'utf8')).toContain('the network in runs/seen/network.json')
  })

  it('of a comparison shows its arms, contrasts and answer, and no search', async () => {
    expect((await motif('compare', 'seen', 'all-excitatory', '--seeds', '2', '--run', 'both', '--quiet')).code).toBe(0)
    const { sections } = JSON.parse((await motif('report', 'both', '--json')).stdout)
    const named = ['question', 'answer', 'comparison', 'failures', 'costs', 'environment', 'checklist', 'commands']
    expect(Object.keys(sections)).toEqual(named)
    expect(sections.answer.lead).toContain('95 % interval')
    expect(sections.comparison.tables.contrasts.rows).toHaveLength(1)
    expect(sections.costs.lead).toMatch(/^The comparison took .* for 4 trainings\.$/)
    const { numbers } = sections.comparison.figures.values
    expect(new Set(numbers.map(({ arm }: { arm: string }) => arm)).size).toBe(2)
    expect(numbers).toHaveLength(4)
  })

  it.each([
    [['--json', '--out', 'x.html'], '--json prints to stdout: give it or --out, not both'],
    [['--out', 'folder'], '--out must be a file, but folder is a folder'],
    [['--out', 'nowhere/x.html'], '--out: there is no folder nowhere'],
    [['--network', 'nothing.json'], 'network file nothing.json cannot be read'],
  ])('refuses %s', async (options, message) => {
    mkdirSync(join(place.folder, 'folder'), { recursive: true })
    const { code, stderr } = await motif('report', 'seen', ...options)
    expect(code).toBe(2)
    expect(stderr).toContain(`motif: ${message}`)
  })
})

describe('motif analyze', () => {
  const network = 'runs/seen/network.json'

  it('prints a table, and the same numbers as JSON and CSV', async () => {
    expect((await motif('report', 'seen', '--train', '--quiet')).code).toBe(0)
    const options = ['--samples', '10', '--delays', '3']
    const table = (await motif('analyze', network, ...options)).stdout
    expect(table).toMatch(/^samples +10 of the selection split$/m)
    expect(table.split('\n').every((line) => line.length <= 80)).toBe(true)
    const found = JSON.parse((await motif('analyze', 'general', network, ...options, '--format', 'json')).stdout)
    expect(found).toMatchObject({ schema: 'motif-search/analysis/1', samples: 10, memory: { settings: { delays: 3 } } })
    expect(found.lesions).toHaveLength(4)
    const csv = (await motif('analyze', network, ...options, '--format', 'csv')).stdout
    expect(csv).toContain(`memoryCapacity,,${found.memory.capacity}`)
  })

  it.each([
    [['sychrony', network], 'motif analyze knows no "sychrony"'],
    [['general'], 'motif analyze general needs a network'],
    [['tiny.yaml'], 'tiny.yaml is no network file'],
    [[network, '--samples', '0'], '--samples must be a whole number of at least 1, but got "0"'],
  ])('refuses %s', async (args, message) => {
    const { code, stderr } = await motif('analyze', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})
