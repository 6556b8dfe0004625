import type { RunReader } from '../store/run-reader.js'
import { findRun } from './run-folder.js'

/** Opens a run for reading, and closes it whatever happens. */
export async function readRun<T>(run: string, work: (store: RunReader, folder: string) => T | Promise<T>): Promise<T> {
  const folder = findRun(run)
  const { openRunStore } = await import('../store/run-store.js')
  const store = openRunStore(folder, { mode: 'read' })
  try {
    return await work(store, folder)
  } finally {
    store.close()
  }
}
