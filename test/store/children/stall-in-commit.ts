import { writeSync } from 'node:fs'
import type { StepRecord } from '../../../src/store/records.js'
import { openRunStore } from '../../../src/store/run-store.js'
import { stateOf, step } from '../sample-run.js'

/** Commits step 1, then stands still inside the transaction of steps 2 and 3, step 2 being written. */
const [folder = ''] = process.argv.slice(2)
const store = openRunStore(folder, { mode: 'write' })
store.commitSteps({ steps: [step(1)], state: stateOf(1) })
const stalling: StepRecord = {
  ...step(3),
  get phases(): StepRecord['phases'] {
    writeSync(1, 'inside\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    return []
  },
}
store.commitSteps({ steps: [step(2), stalling], state: stateOf(3) })
