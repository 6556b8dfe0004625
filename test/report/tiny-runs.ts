import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { startRun } from '../../src/comparison/run-study.js'
import type { RunReader } from '../../src/store/run-reader.js'
import { openRunStore } from '../../src/store/run-store.js'
import { type StudyChange, tinyStudy } from '../search/tiny-study.js'

/** Runs tiny studies, and opens them for reading until the tests of the file are over. */
export function useTinyRuns(): (change: StudyChange) => Promise<RunReader> {
  const folder = mkdtempSync(join(tmpdir(), 'motif-report-'))
  const open: RunReader[] = []
  afterAll(() => {
    for (const store of open) store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return async (change) => {
    const name = `run-${open.length}`
    const { folder: run, end } = await startRun(tinyStudy(change), folder, name, {
      threads: 1,
      signal: new AbortController().signal,
    })
    await end
    const store = openRunStore(run, { mode: 'read' })
    open.push(store)
    return store
  }
}

export const CHECKED = [{ question: 'against all excitatory', replicates: 2, arms: [{ topology: 'all-excitatory' }] }]
