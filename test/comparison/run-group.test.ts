import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createRunGroup, type RunGroup } from '../../src/comparison/run-group.js'
import { type RunEnd, type RunOptions, type RunReporter, resumeRun, startRun } from '../../src/comparison/run-study.js'
import { fingerprint } from '../../src/store/fingerprint.js'
import { isLocked } from '../../src/store/run-lock.js'
import { openRunStore } from '../../src/store/run-store.js'
import { HRMAS, type StudyChange, tinyStudy } from '../search/tiny-study.js'
import { useFolders } from '../store/temporary-folder.js'

const newFolder = useFolders()
const open: RunGroup[] = []
afterEach(async () => {
  for (const group of open.splice(0)) await group.close()
})

const COMPARISONS = [{ replicates: 2, arms: [{ topology: 'random' }] }]
const hrmas = (change: StudyChange = {}) => tinyStudy({ strategy: HRMAS, comparisons: COMPARISONS, ...change })

interface Begun {
  readonly folder: string
  readonly end: Promise<RunEnd>
}

/** Runs with seeds 3, 4, ...; `change` for each. */
async function sideBySide(
  study: ReturnType<typeof hrmas>,
  threads: number,
  changes: readonly Partial<RunOptions>[],
): Promise<Begun[]> {
  const group = createRunGroup(study, threads)
  open.push(group)
  const runs = newFolder()
  const begun: Begun[] = []
  for (const [i, change] of changes.entries()) {
    const options = { threads, group, signal: new AbortController().signal, ...change }
    begun.push(await startRun({ ...study, seed: study.seed + i }, runs, `run-${i}`, options))
  }
  return begun
}

function fingerprintOf(folder: string) {
  const store = openRunStore(folder, { mode: 'read' })
  try {
    return fingerprint(store)
  } finally {
    store.close()
  }
}

const known = new Map<string, ReturnType<typeof fingerprintOf>>()

async function alone(study: ReturnType<typeof hrmas>, seed: number) {
  const name = JSON.stringify([study, seed])
  const before = known.get(name)
  if (before) return before
  const options = { threads: 1, signal: new AbortController().signal }
  const { folder, end } = await startRun({ ...study, seed }, newFolder(), 'alone', options)
  await end
  const found = fingerprintOf(folder)
  known.set(name, found)
  return found
}

const failing: Partial<RunOptions> = {
  reporter: {
    onProgress: () => {
      throw new Error('no more disk')
    },
  },
}

describe('runs side by side', () => {
  it.each([1, 2, 3])('on %i threads have the fingerprints they have alone', async (threads) => {
    const study = hrmas()
    const begun = await sideBySide(study, threads, [{}, {}, {}])
    for (const { end } of begun) expect((await end).reason).toBe('done')
    const expected = [await alone(study, 3), await alone(study, 4), await alone(study, 5)]
    expect(begun.map(({ folder }) => fingerprintOf(folder))).toEqual(expected)
    expect(new Set(expected.map(({ sha256 }) => sha256)).size).toBe(3)
  })

  it('are under way at the same time', async () => {
    const order: number[] = []
    const tell = (run: number): RunReporter => ({ onProgress: () => order.push(run) })
    const begun = await sideBySide(hrmas({ iterations: 30 }), 2, [{ reporter: tell(0) }, { reporter: tell(1) }])
    await Promise.all(begun.map(({ end }) => end))
    expect(order.indexOf(1)).toBeLessThan(order.lastIndexOf(0))
    expect(order.indexOf(0)).toBeLessThan(order.lastIndexOf(1))
  })

  it('do not fall with one that fails, which can be resumed', async () => {
    const study = hrmas()
    const begun = await sideBySide(study, 2, [failing, {}])
    await expect(begun[0].end).rejects.toThrow('no more disk')
    expect((await begun[1].end).reason).toBe('done')
    expect(fingerprintOf(begun[1].folder)).toEqual(await alone(study, 4))
    const options = { threads: 2, signal: new AbortController().signal }
    expect((await resumeRun(begun[0].folder, 0, options)).reason).toBe('done')
    expect(fingerprintOf(begun[0].folder)).toEqual(await alone(study, 3))
  })

  it('do not lose a step when another is stopped in the middle of its trainings', async () => {
    const study = hrmas({ recipe: { epochs: 40 } })
    const stop = new AbortController()
    const stopping = { signal: stop.signal, reporter: { onEvaluation: () => stop.abort() } }
    const begun = await sideBySide(study, 2, [stopping, {}])
    expect(await begun[0].end).toEqual({ reason: 'stopped', by: 'signal' })
    expect((await begun[1].end).reason).toBe('done')
    expect(fingerprintOf(begun[1].folder)).toEqual(await alone(study, 4))
    expect(begun.map(({ folder }) => isLocked(folder))).toEqual([false, false])
  })

  it('read their data once', async () => {
    const study = hrmas()
    const group = createRunGroup(study, 1)
    open.push(group)
    let reads = 0
    const read = async () => {
      reads++
      return null
    }
    expect(await Promise.all([group.dataset(read), group.dataset(read)])).toEqual([null, null])
    expect(await group.dataset(read)).toBe(null)
    expect(reads).toBe(1)
  })

  it('count the processor time of the process once between them', async () => {
    const before = process.cpuUsage()
    const begun = await sideBySide(hrmas({ iterations: 30 }), 2, [{}, {}])
    await Promise.all(begun.map(({ end }) => end))
    const { user, system } = process.cpuUsage(before)
    const spent = begun.map(({ folder }) => cpuSecondsOf(folder))
    expect(Math.min(...spent)).toBeGreaterThan(0)
    expect(spent[0] + spent[1]).toBeLessThanOrEqual((user + system) / 1e6)
  })
})

function cpuSecondsOf(folder: string): number {
  const store = openRunStore(join(folder), { mode: 'read' })
  try {
    return store.sessions().reduce((sum, { load }) => sum + (load?.cpuSeconds ?? 0), 0)
  } finally {
    store.close()
  }
}
