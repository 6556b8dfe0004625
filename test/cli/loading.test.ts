import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands/index.js'
import { usePlace } from './motif.js'

const recorder = fileURLToPath(new URL('./record-imports.mjs', import.meta.url))
const place = usePlace()

/** Modules that `motif` asks for: of packages their names, of its own their paths. */
async function modulesOf(...args: string[]): Promise<Set<string>> {
  const log = join(place.folder, `${args.join(' ')}.log`)
  const line = `IMPORT_LOG='${log}' NODE_OPTIONS='--import=file://${recorder}' $MOTIF ${args.join(' ')}`
  expect((await place.shell(line)).code).toBe(0)
  const urls = readFileSync(log, 'utf8').trim().split('\n')
  return new Set(urls.map((url) => /node_modules\/([^/]+)/.exec(url)?.[1] ?? url.replace(/^.*\/dist\/src\//, '')))
}

const HEAVY = ['better-sqlite3', 'piscina', 'zod', 'yaml', 'tar-stream', 'simple-statistics']

const heavyIn = (modules: ReadonlySet<string>) => HEAVY.filter((name) => modules.has(name))

describe('what a command loads', () => {
  it('--help loads no package but that of the command line, and no command', async () => {
    const modules = await modulesOf('--help')
    expect(modules).toContain('cli/main.js')
    expect(heavyIn(modules)).toEqual([])
    expect([...modules].filter((name) => /^(cli\/commands\/(?!index)|store|search|learning|data)/.test(name))).toEqual(
      [],
    )
  })

  it('status loads the store, but neither threads nor schemas nor studies', async () => {
    expect((await place.motif('search', 'tiny.yaml', '--run', 'seen', '--quiet')).code).toBe(0)
    const modules = await modulesOf('status', 'seen')
    expect(modules).toContain('cli/commands/status.js')
    expect(heavyIn(modules)).toEqual(['better-sqlite3'])
    expect([...modules].filter((name) => /^(search|learning|data|kernel)\//.test(name))).toEqual([])
  })

  it('the help lists every command as its module describes itself', async () => {
    for (const { command, describe, load } of COMMANDS) {
      expect(await load()).toMatchObject({ command, describe })
    }
  })

  it('completion knows the options of a command', async () => {
    const { stdout } = await place.motif('--get-yargs-completions', 'motif', 'status', '--w')
    expect(stdout).toContain('--watch')
  })

  it('a misspelt option of another command is corrected', async () => {
    expect((await place.motif('status', 'seen', '--thread', '2')).stderr).toContain('did you mean "threads"')
  })
})
