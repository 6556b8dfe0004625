import { writeSync } from 'node:fs'
import { acquireRunLock } from '../../../src/store/run-lock.js'
import { openRunStore } from '../../../src/store/run-store.js'
import { evaluation, step, topologyOf } from '../sample-run.js'

/** Resumes the run and commits steps up to `last`, `batch` at a time, as a search would: then prints `done`. */
const [folder = '', last = '0', batch = '1'] = process.argv.slice(2)
const pause = new Int32Array(new SharedArrayBuffer(4))
acquireRunLock(folder)
const store = openRunStore(folder, { mode: 'write' })
while (store.lastStep() < Number(last)) {
  const before = store.lastStep()
  const size = Math.min(Number(batch), Number(last) - before)
  const steps = Array.from({ length: size }, (_, index) => step(before + index + 1))
  for (const { step: number } of steps) {
    const hash = `candidate-${number}`
    const record = evaluation(`evaluation-${number}`, { candidate: { hash, topology: topologyOf(hash) } })
    if (store.findEvaluation(record.id) === undefined) store.finishEvaluation(record)
  }
  // Larger than SQLite's page cache spares from the disk, so that a kill may hit half a transaction in the file.
  const state = new Uint8Array(300_000).fill(before + size)
  store.commitSteps({ steps, state })
  writeSync(1, `${before + size}\n`)
  Atomics.wait(pause, 0, 0, 3)
}
store.close()
writeSync(1, 'done\n')
