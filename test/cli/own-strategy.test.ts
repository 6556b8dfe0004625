import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/package-root.js'
import { usePlace } from './motif.js'

const place = usePlace()
const { motif, folder } = place
const example = join(packageRoot(), 'docs/examples/hill-climb.ts')
const own = join(folder, 'mine.ts')
copyFileSync(example, own)
const search = (...args: string[]) => motif('search', 'tiny.yaml', '--quiet', '--set', 'comparisons=[]', ...args)

describe("a user's own strategy", () => {
  it('is short: 40 lines below its imports', () => {
    const [, body] = readFileSync(example, 'utf8').split("from 'zod'\n")
    expect(body.trim().split('\n').length).toBeLessThanOrEqual(40)
  })

  it('in TypeScript, from a folder of its own, searches, resumes and replays', async () => {
    const { code, stderr } = await search('--strategy', './mine.ts', '--run', 'own', '--iterations', '6')
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const { candidates } = JSON.parse((await motif('candidates', 'own', '--format', 'json')).stdout)
    expect(candidates.length).toBeGreaterThan(2)
    expect((await motif('resume', 'own', '--add', '2', '--quiet')).code).toBe(0)
    const best = JSON.parse((await motif('best', 'own', '--format', 'json')).stdout)
    expect((await motif('replay', 'own', best.candidate)).code).toBe(0)
  })

  it('is listed by the name of its file, and in CSV by its path', async () => {
    const { stdout } = await motif('runs')
    expect(stdout).toMatch(/^own +done +mine\.ts +1 /m)
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(81)
    expect((await motif('runs', '--format', 'csv')).stdout).toContain(`own,done,${own},1,`)
  })

  it('is the same study wherever its file lies, and another when the file changes', async () => {
    const hashOf = async (run: string) => JSON.parse((await motif('status', run, '--format', 'json')).stdout).studyHash
    const elsewhere = join(folder, 'elsewhere.ts')
    copyFileSync(own, elsewhere)
    await search('--strategy', elsewhere, '--run', 'moved', '--iterations', '6')
    expect(await hashOf('moved')).toBe(await hashOf('own'))
    writeFileSync(elsewhere, `${readFileSync(own, 'utf8')}\n// another word\n`)
    const { code, stderr } = await motif('resume', 'moved', '--add', '2')
    expect(code).toBe(2)
    expect(stderr).toContain('is not the one the study was started with')
    await search('--strategy', elsewhere, '--run', 'changed', '--iterations', '6')
    expect(await hashOf('changed')).not.toBe(await hashOf('own'))
  })

  it.each([
    ['nowhere.js', undefined, 'nowhere.js does not exist'],
    ['broken.ts', 'export const strategy = {', 'cannot be loaded'],
    ['empty.js', 'export const nothing = 1', 'must export a Strategy as default or as strategy, but exports neither'],
    ['half.js', "export default { name: 'half', settings() {} }", 'but it has no function start'],
  ])('that is refused: %s', async (name, text, message) => {
    if (text !== undefined) place.write(name, text)
    const { code, stderr } = await motif('search', 'tiny.yaml', '--strategy', `./${name}`)
    expect(code).toBe(2)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain(message)
  })
})
