import { describe, expect, it } from 'vitest'
import { checkStore } from '../../src/store/check.js'
import { fingerprint } from '../../src/store/fingerprint.js'
import { isLocked } from '../../src/store/run-lock.js'
import { createRunStore, openRunStore } from '../../src/store/run-store.js'
import { useChildren } from './child.js'
import { header, stateOf, step } from './sample-run.js'
import { useFolders } from './temporary-folder.js'

const newFolder = useFolders()
const startChild = useChildren()

function fingerprintOf(folder: string): string {
  const store = openRunStore(folder, { mode: 'read' })
  const { sha256 } = fingerprint(store)
  store.close()
  return sha256
}

describe('a writer killed', () => {
  it('inside a transaction leaves only what was committed before it', async () => {
    const folder = newFolder()
    createRunStore(folder, header).close()
    const child = startChild('stall-in-commit', folder)
    expect(await child.line()).toBe('inside')
    const reader = openRunStore(folder, { mode: 'read' })
    expect(reader.lastStep()).toBe(1)
    await child.kill()
    expect(checkStore(folder)).toEqual([])
    const store = openRunStore(folder, { mode: 'write' })
    expect(store.latestState()).toEqual({ step: 1, bytes: stateOf(1) })
    store.commitSteps({ steps: [step(2)], state: stateOf(2) })
    expect(reader.lastStep()).toBe(2)
    reader.close()
    store.close()
  })

  it('at any moment and resumed, with other batches, gives the fingerprint of the run never killed', async () => {
    const straight = newFolder()
    createRunStore(straight, header).close()
    const child = startChild('keep-committing', straight, '60', '1')
    for (let line = ''; line !== 'done'; ) line = await child.line()

    const broken = newFolder()
    createRunStore(broken, header).close()
    for (const [lines, batch, until] of [
      [3, 2, 20],
      [7, 1, 40],
      [5, 3, 55],
    ]) {
      const victim = startChild('keep-committing', broken, String(until), String(batch))
      for (let line = 0; line < Number(lines); line++) if ((await victim.line()) === 'done') break
      await victim.kill()
      expect(isLocked(broken)).toBe(false)
      expect(checkStore(broken)).toEqual([])
    }
    const last = startChild('keep-committing', broken, '60', '4')
    for (let line = ''; line !== 'done'; ) line = await last.line()
    expect(fingerprintOf(broken)).toBe(fingerprintOf(straight))
  })
})

describe('a reader beside a writer', () => {
  it('sees whole steps with their state at every moment, and never fewer than before', async () => {
    const folder = newFolder()
    createRunStore(folder, header).close()
    const reader = openRunStore(folder, { mode: 'read' })
    const writer = startChild('keep-committing', folder, '80', '2')
    let seen = 0
    for (let line = ''; line !== 'done'; ) {
      line = await writer.line()
      const state = reader.latestState()
      expect(state?.bytes[0] ?? 0).toBe(state?.step ?? 0)
      expect(state?.step ?? 0).toBeGreaterThanOrEqual(seen)
      if (line !== 'done') expect(state?.step ?? 0).toBeGreaterThanOrEqual(Number(line))
      seen = state?.step ?? 0
      const metrics = reader.metrics()
      expect(metrics).toHaveLength(3 * (metrics.at(-1)?.step ?? 0))
    }
    expect(seen).toBe(80)
    reader.close()
  })
})
