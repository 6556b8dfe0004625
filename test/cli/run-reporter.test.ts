import { expect, it } from 'vitest'
import { createReporter } from '../../src/cli/run-reporter.js'

const SCORED = {
  state: 'scored',
  score: { accuracy: 0.5, loss: 1, spikesPerSample: 1, synapticOperations: 20, firingRate: 0.1 },
  labels: [],
  epochs: [],
  networkHash: '',
} as const

function reporterWithLine() {
  let line = ''
  const reporter = createReporter({ show: (made) => (line = made(79)), clear: () => {} }, 100)
  return { reporter, line: () => line }
}

it('the judgement begins at nothing, counts its trainings, and keeps no time left of the search', () => {
  const { reporter, line } = reporterWithLine()
  reporter.onProgress?.({ step: 1, phase: 'repair', fraction: 0.5, metrics: { iteration: 50 } })
  reporter.onProgress?.({ step: 2, phase: 'judge', fraction: 0.98, metrics: { iteration: 100 } })
  reporter.onTrainings?.(8, 'judge')
  expect(line()).toBe('[            ] judging: 0 of 8 trainings')
  reporter.onOutcome?.('a', SCORED)
  reporter.onOutcome?.('b', SCORED)
  expect(line()).toBe('[===         ] judging: 2 of 8 trainings')
})

it('a resumed judgement is shown as one before any step is done', () => {
  const { reporter, line } = reporterWithLine()
  reporter.onTrainings?.(4, 'judge')
  reporter.onOutcome?.('a', SCORED)
  expect(line()).toBe('[===         ] judging: 1 of 4 trainings')
})
