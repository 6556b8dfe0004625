import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/package-root.js'
import { usePlace } from './motif.js'

const place = usePlace()
const { motif, start, folder } = place
const state = async (run: string) => JSON.parse((await motif('status', run, '--format', 'json')).stdout).state
const shaOf = async (run: string) => (await motif('fingerprint', run)).stdout

describe('motif search --repeat', () => {
  it('gives each run the fingerprint it has alone, and lists them in the order of their seeds', async () => {
    const { code, stdout, stderr } = await motif(
      'search',
      'tiny.yaml',
      '--run',
      'side',
      '--repeat',
      '3',
      '--threads',
      '2',
    )
    expect(code).toBe(0)
    expect(stderr.split('\n').slice(0, 3)).toEqual([1, 2, 3].map((n) => `run side-${n} (runs/side-${n})`))
    expect([...stdout.matchAll(/^(side-\d) +(\d) /gm)].map(([, run, seed]) => [run, seed])).toEqual([
      ['side-1', '1'],
      ['side-2', '2'],
      ['side-3', '3'],
    ])
    await motif('search', 'tiny.yaml', '--run', 'alone', '--seed', '2', '--quiet')
    expect(await shaOf('side-2')).toBe(await shaOf('alone'))
  })

  it('stops all at one signal, cleanly, and starts no other', async () => {
    const args = ['--repeat', '3', '--threads', '2', '--iterations', '90000', '--run', 'cut']
    const search = start('search', 'tiny.yaml', ...args)
    await search.said('run cut-2')
    search.process.kill('SIGINT')
    const { code, stdout, stderr } = await search.ended
    expect(code).toBe(130)
    expect(stderr).toMatch(/stopped after step \d+; go on with: motif resume cut-1/)
    expect(stderr).toMatch(/stopped after step \d+; go on with: motif resume cut-2/)
    expect([...stdout.matchAll(/^(cut-\d)/gm)].map(([run]) => run)).toEqual(['cut-1', 'cut-2'])
    expect([await state('cut-1'), await state('cut-2')]).toEqual(['stopped', 'stopped'])
    expect((await motif('status', 'cut-3')).code).toBe(2)
  })

  it('lets the others end when one fails, names it, and ends with its code', async () => {
    copyFileSync(join(packageRoot(), 'docs/examples/hill-climb.ts'), join(folder, 'climb.ts'))
    const text = readFileSync(join(folder, 'climb.ts'), 'utf8')
    const fails = "if (state.context.seed === 1) throw new Error('a wrong turn')"
    writeFileSync(join(folder, 'climb.ts'), text.replace(/(tell\(state[^{]*\{)/, `$1\n${fails}\n`))
    const args = ['--repeat', '2', '--threads', '2', '--strategy', './climb.ts', '--iterations', '4', '--quiet']
    const { code, stdout, stderr } = await motif(
      'search',
      'tiny.yaml',
      '--run',
      'one',
      '--set',
      'comparisons=[]',
      ...args,
    )
    expect(code).toBe(1)
    expect(stderr).toMatch(/^motif: run one-1: internal error: a wrong turn/)
    expect(stdout).toMatch(/^one-1 +1 +-/m)
    expect([await state('one-1'), await state('one-2')]).toEqual(['failed', 'done'])
  })
})
