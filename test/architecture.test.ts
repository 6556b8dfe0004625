import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ALLOWED_ARROWS, SHARED_LEAVES } from './architecture/allowed-arrows.js'
import { findCycles, type Import, importsOf, importsOfFiles, typeScriptFiles } from './architecture/import-graph.js'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const files = ['src', 'strategies'].flatMap((folder) => typeScriptFiles(root, folder))
const imports = importsOfFiles(root, files)

/** The room a file belongs to; a file directly in `src/` is a room of its own. */
function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/')
  return top === 'src' ? second.replace(/\.ts$/, '') : top
}

/** What is wrong with an import, or undefined. */
function violation({ from, to }: Import): string | undefined {
  if (SHARED_LEAVES.includes(from)) return `${from} is shared by all and must import nothing of ours, but imports ${to}`
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)]
  if (fromRoom === toRoom || (SHARED_LEAVES.includes(to) && fromRoom !== 'strategies')) return undefined
  const allowed = ALLOWED_ARROWS[fromRoom]?.[toRoom]
  if (allowed === '*' || allowed?.some((file) => to === `src/${toRoom}/${file}`)) return undefined
  return `${from} must not import ${to}`
}

describe('the dependency direction', () => {
  it('holds for every import of src/ and strategies/', () => {
    expect(imports.map(violation).filter((message) => message !== undefined)).toEqual([])
  })

  it('is declared for every room there is', () => {
    const rooms = new Set(files.filter((file) => !SHARED_LEAVES.includes(file)).map(roomOf))
    expect([...rooms].filter((room) => ALLOWED_ARROWS[room] === undefined)).toEqual([])
  })

  it('has no import cycle between files', () => {
    expect(findCycles(imports)).toEqual([])
  })

  it('is read from imports that lead to files', () => {
    const targets = new Set(imports.filter(({ from }) => !from.startsWith('src/kernel/assembly/')).map(({ to }) => to))
    expect([...targets].filter((target) => !existsSync(join(root, target)))).toEqual([])
    expect(imports.length).toBeGreaterThan(0)
  })
})

describe('the table of arrows', () => {
  it('has no cycle between rooms, but for search and strategies, which meet at the front door', () => {
    const arrows = Object.entries(ALLOWED_ARROWS).flatMap(([from, allowed]) =>
      Object.keys(allowed).map((to) => ({ from, to, dynamic: to === 'strategies' })),
    )
    expect(findCycles(arrows)).toEqual([])
  })

  it.each([
    ['src/kernel/wrapper.ts', 'src/topology/motif.ts'],
    ['src/topology/network.ts', 'src/learning/loss.ts'],
    ['src/data/splits.ts', 'src/learning/loss.ts'],
    ['src/learning/trainer.ts', 'src/evaluation/outcome.ts'],
    ['src/evaluation/thread-pool.ts', 'src/store/run-store.ts'],
    ['src/store/run-store.ts', 'src/evaluation/thread-pool.ts'],
    ['src/store/run-store.ts', 'src/search/study.ts'],
    ['src/search/study.ts', 'src/cli/main.ts'],
    ['src/search/study.ts', 'src/comparison/arms.ts'],
    ['src/index.ts', 'src/cli/main.ts'],
    ['src/usage-error.ts', 'src/topology/motif.ts'],
    ['strategies/hrmas.ts', 'src/search/supernet.ts'],
    ['strategies/hrmas.ts', 'src/usage-error.ts'],
  ])('refuses %s -> %s', (from, to) => {
    expect(violation({ from, to, dynamic: false })).toContain(to)
  })

  it.each([
    ['src/learning/trainer.ts', 'src/topology/network.ts'],
    ['src/store/run-store.ts', 'src/evaluation/outcome.ts'],
    ['src/search/study.ts', 'src/store/run-store.ts'],
    ['src/kernel/wrapper.ts', 'src/package-root.ts'],
    ['strategies/hrmas.ts', 'src/index.ts'],
  ])('allows %s -> %s', (from, to) => {
    expect(violation({ from, to, dynamic: false })).toBeUndefined()
  })
})

describe('the import reader', () => {
  it('sees values, types, re-exports, inline types and dynamic imports, and no packages', () => {
    const text = `
      import { a } from './a.js'
      import type { B } from '../room/b.js'
      export * from './c.js'
      import 'node:fs'
      type D = import('./d.js').D
      // import './not-this.js'
      const e = await import('./e.js')`
    expect(importsOf('src/x/file.ts', text).map(({ to, dynamic }) => [to, dynamic])).toEqual([
      ['src/x/a.ts', false],
      ['src/room/b.ts', false],
      ['src/x/c.ts', false],
      ['src/x/d.ts', false],
      ['src/x/e.ts', true],
    ])
  })

  it('finds a cycle of three files and ignores one closed by a dynamic import', () => {
    const arrow = (from: string, to: string, dynamic = false): Import => ({ from, to, dynamic })
    expect(findCycles([arrow('a', 'b'), arrow('b', 'c'), arrow('c', 'a')])).toEqual(['a -> b -> c -> a'])
    expect(findCycles([arrow('a', 'b'), arrow('b', 'c'), arrow('c', 'a', true)])).toEqual([])
  })
})
