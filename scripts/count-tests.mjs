// Prints "N passed, N failed, N skipped" from vitest's JSON report: count-tests.mjs <report> <exit status of the tests>
import { readFileSync } from 'node:fs'

const [reportFile, exitStatus] = process.argv.slice(2)

function readReport() {
  try {
    return JSON.parse(readFileSync(reportFile, 'utf8'))
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }
  }
}

/** A file that does not even load fails without a failed test in it. */
function brokenFiles(report) {
  const failedFiles = report.testResults.filter(({ status }) => status === 'failed')
  return failedFiles.filter(({ assertionResults }) => assertionResults.every(({ status }) => status !== 'failed'))
    .length
}

const report = readReport()
const counted = report.numFailedTests + brokenFiles(report)
const failed = counted === 0 && exitStatus !== '0' ? 1 : counted // set-up or the runner itself failed
const skipped = report.numPendingTests + report.numTodoTests
process.stdout.write(`${report.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`)
