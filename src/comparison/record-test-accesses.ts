import { acquireRunLock } from '../store/run-lock.js'
import { openRunStore } from '../store/run-store.js'

/** Writes into a run's ledger that its test split is about to be touched by some evaluations. */
export function recordTestAccesses(folder: string, evaluationIds: readonly string[], purpose: string): void {
  const lock = acquireRunLock(folder)
  try {
    const store = openRunStore(folder, { mode: 'write' })
    try {
      for (const evaluationId of evaluationIds) store.recordTestAccess({ evaluationId, purpose })
    } finally {
      store.close()
    }
  } finally {
    lock.release()
  }
}
