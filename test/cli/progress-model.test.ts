import { expect, it } from 'vitest'
import { progressLine, type RunProgress, shortProgress } from '../../src/cli/progress-model.js'

const progress: RunProgress = {
  phase: 'repair',
  fraction: 0.5,
  encoded: 0,
  metrics: { iteration: 1000, accuracy: 0.756, excitatory: 21, inhibitory: 11, absent: 32 },
  total: 2000,
  fractionPerSecond: 0.01,
  iterationsPerSecond: 20.4,
  trainings: { done: 3, total: 12 },
  epochs: { done: 4, of: 40 },
}

it('shows bar, phase, iteration, speed, accuracy, types and the time left within 80 columns', () => {
  const line = progressLine(progress, 79)
  expect(line).toBe('[======      ] search 1000/2000  20/s  acc 76%  E21 I11 absent 32  50 s left')
  expect(line.length).toBeLessThan(80)
})

it('counts trainings in the check', () => {
  expect(progressLine({ ...progress, phase: 'check', fraction: 0.25 }, 79)).toBe(
    '[===         ] check: 3 of 12 trainings  epoch 4/40  1m 15s left',
  )
})

it('counts trainings while several are judged, and shows the epochs of one that is alone', () => {
  const judging: RunProgress = { ...progress, phase: 'judge', fraction: 0.25, fractionPerSecond: undefined }
  expect(progressLine(judging, 79)).toBe('[===         ] judging: 3 of 12 trainings')
  expect(progressLine({ ...judging, trainings: { done: 0, total: 1 } }, 79)).toBe(
    '[===         ] judging the motif found: epoch 4 of 40',
  )
})

it('counts the candidates of a search that only evaluates', () => {
  const metrics = { judged: 8, bestAccuracy: 0.9 }
  const line = progressLine({ ...progress, phase: 'evaluate', metrics, total: 16, iterationsPerSecond: 0.5 }, 79)
  expect(line).toBe('[======      ] search 8/16  0.5/s  best 90%  50 s left')
})

it('is cut to a narrow terminal', () => {
  expect(progressLine(progress, 30)).toHaveLength(30)
})

it('says the most important of a run that shares its line, and no more than fits', () => {
  expect(shortProgress(progress, 40)).toBe('search 50% acc 76% 20/s 50 s left')
  expect(shortProgress(progress, 12)).toBe('search 50% …')
  expect(shortProgress({ ...progress, phase: 'check', fraction: 0.25 }, 40)).toBe('check 3/12 1m 15s left')
  const judging: RunProgress = { ...progress, phase: 'judge', fraction: 0.25, fractionPerSecond: undefined }
  expect(shortProgress({ ...judging, trainings: { done: 0, total: 0 } }, 40)).toBe('judge 25%')
  expect(shortProgress({ ...progress, phase: 'data', encoded: 120 }, 40)).toBe('data 120')
})
