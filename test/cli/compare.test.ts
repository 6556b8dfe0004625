import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ComparisonResult } from '../../src/comparison/comparison-result.js'
import { openRunStore } from '../../src/store/run-store.js'
import { TINY, usePlace } from './motif.js'

const place = usePlace()
const { motif } = place

const compared = async (...args: string[]): Promise<ComparisonResult> => {
  const { stdout, stderr, code } = await motif('compare', ...args, '--format', 'json', '--quiet')
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  return JSON.parse(stdout) as ComparisonResult
}
const WITHOUT_CHECK = ['--set', 'comparisons=[]', '--quiet']
const search = async (...args: string[]) => expect((await motif('search', ...args, ...WITHOUT_CHECK)).code).toBe(0)
const RUNS = 'discovered=found-1,found-2'

beforeAll(async () => {
  await search('tiny.yaml', '--run', 'found', '--strategy', 'random', '--iterations', '2', '--repeat', '2')
  await search('tiny.yaml', '--run', 'rival', '--strategy', 'evolution', '--iterations', '2', '--repeat', '2')
  await search('tiny.yaml', '--run', 'longer', '--strategy', 'random', '--iterations', '2', '--set', 'recipe.epochs=3')
})

describe('motif compare', () => {
  it('holds searches and handmade arms against each other, paired by block and replicate', async () => {
    const arms = [RUNS, 'rival=rival-1,rival-2', 'dense-ei', 'feed-forward']
    const result = await compared(...arms, '--seeds', '2', '--draws', '2')
    expect(result.arms.map(({ name, kind, summary }) => [name, kind, summary.n])).toEqual([
      ['discovered', 'search', 4],
      ['rival', 'search', 4],
      ['dense-ei', 'handmade', 8],
      ['feed-forward', 'handmade', 4],
    ])
    expect(result.blocks).toMatchObject([
      { label: 'found-1', seed: 1, items: 40, finite: false },
      { label: 'found-2', seed: 2 },
    ])
    expect(result.unit).toBe('block')
    expect(result.primary).toMatchObject({ a: 'discovered', declared: 'by default' })
    expect(result.choice?.among).toEqual(['dense-ei', 'feed-forward'])
    expect(result.secondary).toHaveLength(2)
    expect(result.testAccesses).toBe(20)
    const { differences, difference } = result.primary ?? { differences: [], difference: { estimate: Number.NaN } }
    expect(differences).toHaveLength(2)
    expect((differences[0] + differences[1]) / 2).toBeCloseTo(difference.estimate, 12)
    expect(result.notes.join(' ')).toContain('cannot reach 0.05')
  })

  it('trains nothing twice: the same arms find their comparison again, and the ledger stays', async () => {
    const args = [RUNS, 'ring', '--seeds', '1']
    const [first, second] = [await compared(...args), await compared(...args)]
    expect(second).toEqual(first)
    const resumed = await motif('resume', first.run, '--quiet')
    expect(resumed.code).toBe(0)
    expect(resumed.stdout).toContain(first.answer.split(' ')[0])
  })

  it('--with-selection teaches the selection split, but not while it chooses', async () => {
    const { run, notes } = await compared(RUNS, 'ring', 'dense-ei', '--seeds', '1', '--draws', '1', '--with-selection')
    expect(notes).toContain('All arms learnt from the selection split too, once it had chosen.')
    const store = openRunStore(join(place.folder, 'runs', run), { mode: 'read' })
    const learnt = store.evaluations().map(({ scoreOn, trainOn }) => `${scoreOn}: ${[...trainOn].sort().join(' ')}`)
    store.close()
    expect(new Set(learnt)).toEqual(new Set(['selection: alpha weights', 'test: alpha selection weights']))
    const refused = await motif('compare', RUNS, 'ring', '--on', 'selection', '--with-selection')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('nothing can be scored on it')
  })

  it('is told from a search by status, best and runs, which point to its report', async () => {
    const { run } = await compared(RUNS, 'ring', '--seeds', '1', '--on', 'selection')
    const { stdout: status } = await motif('status', run)
    expect(status).not.toContain('none yet')
    expect(status.replaceAll(/\n +/g, ' ')).toContain(`its result: motif report ${run}, or here: motif resume ${run}`)
    const best = await motif('best', run)
    expect(best.code).toBe(2)
    expect(best.stderr).toContain(`${run} is a comparison and finds no topology: motif report ${run} shows its result`)
    expect((await motif('runs')).stdout).toMatch(new RegExp(`^${run} .* see its report `, 'm'))
    expect(JSON.parse((await motif('status', run, '--format', 'json')).stdout).best).toBeNull()
  })

  it('prints a table of 80 columns and a CSV of one row per arm', async () => {
    const args = ['compare', RUNS, 'ring', 'all-excitatory', '--seeds', '1', '--success', '0.5,0.9', '--quiet']
    const { stdout } = await motif(...args)
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(stdout).toContain('First the primary contrast.')
    const lines = (await motif(...args, '--format', 'csv')).stdout.trim().split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^arm,kind,source,/)
  })

  it('refuses an unfair design with exit 6 and every difference, unless told that it is meant', async () => {
    const args = ['compare', RUNS, 'longer', 'ring', '--seeds', '1', '--quiet']
    const { code, stderr } = await motif(...args)
    expect(code).toBe(6)
    expect(stderr).toContain('recipe: longer searched with recipe.epochs 3, not 2')
    expect(stderr).toContain('budget: searches of discovered used')
    expect(stderr).toContain('--allow recipe,budget')
    const allowed = await compared(...args.slice(1, -1), '--allow', 'recipe,budget')
    expect(allowed.allowed.map(({ kind }) => kind)).toEqual(['recipe', 'budget'])
    expect(allowed.arms[1].recipe).toBe('that of longer')
    expect(allowed.notes.join(' ')).toContain('as allowed (recipe)')
  })

  it('compares as the study of the first run has declared before its search', async () => {
    const declared = `${TINY.split('comparisons:')[0]}comparisons:
  - question: does a search pay?
    replicates: 2
    arms: [{ topology: ring }, { topology: dense-ei, draws: 2 }]
    primary: handmade-chosen
    override: { gap: 8 }
`
    place.write('declared.yaml', declared)
    const run = await motif('search', 'declared.yaml', '--run', 'asked', '--strategy', 'random', '--iterations', '1')
    expect(run.code).toBe(0)
    // No check after the search: the comparison is for this command.
    expect(run.stdout).not.toContain('does a search pay?')
    const result = await compared('asked', '--declared')
    expect(result).toMatchObject({ question: 'does a search pay?', replicates: 2, override: { gap: 8 } })
    expect(result.primary?.declared).toBe('in the study')
    expect(result.unit).toBe('replicate')
  })
})

it('goes on after kill -9 to the result of a comparison that was never killed', async () => {
  const args = ['compare', RUNS, 'dense-ei', '--seeds', '12', '--draws', '2', '--threads', '1']
  const started = place.start(...args, '--run', 'killed')
  await started.said('comparison killed')
  let done = 0
  for (let tries = 0; done < 3 && tries < 400; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 25))
    const { stdout } = await motif('status', 'killed', '--format', 'json')
    if (stdout !== '') done = JSON.parse(stdout).evaluations.scored
  }
  started.process.kill('SIGKILL')
  expect((await started.ended).signal).toBe('SIGKILL')
  expect(done).toBeGreaterThanOrEqual(3)
  expect(done).toBeLessThan(72)
  const resumed = await motif('resume', 'killed', '--threads', '1')
  expect(resumed.code).toBe(0)
  const whole = await motif(...args, '--run', 'whole')
  const fingerprints = [await motif('fingerprint', 'killed'), await motif('fingerprint', 'whole')]
  expect(fingerprints[0].stdout.split(' ')[0]).toBe(fingerprints[1].stdout.split(' ')[0])
  const settled = (text: string) => text.split('What they take')[0]
  expect(settled(resumed.stdout)).toBe(settled(whole.stdout))
})
