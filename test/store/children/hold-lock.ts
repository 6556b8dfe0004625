import { RunLockedError } from '../../../src/store/errors.js'
import { acquireRunLock } from '../../../src/store/run-lock.js'

/** Prints `held` and stays, or prints `refused`. */
const [folder = ''] = process.argv.slice(2)
try {
  acquireRunLock(folder)
  process.stdout.write('held\n')
  setInterval(() => {}, 1000)
} catch (error) {
  if (!(error instanceof RunLockedError)) throw error
  process.stdout.write('refused\n')
}
