import { expect, it } from 'vitest'
import { checkTableText } from '../../src/cli/check-table-text.js'
import { wrapped } from '../../src/cli/wrapped.js'
import type { ArmRow, CheckTable } from '../../src/comparison/check-table.js'
import { verdict } from '../../src/comparison/verdict.js'
import { metricOf } from '../../src/evaluation/metric.js'

const ACCURACY = metricOf({})

const arm = (name: string, values: number[], failures = 0): ArmRow => ({
  arm: name,
  draws: [{ candidate: name, values, failures, synapses: 10, parameters: 20, spikesPerSample: 5 }],
  accuracy: { mean: values.reduce((a, b) => a + b, 0) / values.length, sd: 0.02, n: values.length, values },
})

const table = (low: number, high: number): CheckTable => ({
  question: 'against nothing',
  override: {},
  replicates: 2,
  chance: 0.5,
  rows: [arm('discovered', [0.8, 0.82]), arm('random', [0.7, 0.72], 1)],
  headline: { estimate: (low + high) / 2, low, high },
  differences: { random: { estimate: (low + high) / 2, low, high } },
})

it('an interval is printed in the same words whether it includes zero or not', () => {
  const against = (low: number, high: number) =>
    verdict('random', { estimate: (low + high) / 2, low, high }, ACCURACY, 5)
  expect([against(0.02, 0.08), against(-0.02, 0.08), against(-0.08, -0.02)]).toEqual([
    'discovered is 5.0 points above random, 95 % interval +2.0 to +8.0: better',
    'discovered is 3.0 points above random, 95 % interval -2.0 to +8.0: includes zero, no difference shown',
    'discovered is 5.0 points below random, 95 % interval -8.0 to -2.0: worse',
  ])
})

it.each([
  [1, 'one training each decides'],
  [4, '4 trainings each decide'],
])('fewer than five trainings of each topology decide nothing: %i', (replicates, what) => {
  const interval = { estimate: 0.05, low: 0.05, high: 0.05 }
  expect(verdict('random', interval, ACCURACY, replicates)).toMatch(
    new RegExp(`\\+5\\.0 to \\+5\\.0: without zero, but ${what} nothing$`),
  )
})

it('an interval that only touches zero shows no difference', () => {
  expect(verdict('random', { estimate: 0.04, low: 0, high: 0.08 }, ACCURACY, 5)).toContain('includes zero')
})

it('a bound that is printed as zero counts as zero, however it lies before rounding', () => {
  const against = (low: number, high: number) =>
    verdict('random', { estimate: (low + high) / 2, low, high }, ACCURACY, 5)
  expect(against(0.0004, 0.201)).toMatch(/interval 0\.0 to \+20\.1: includes zero, no difference shown$/)
  expect(against(-0.201, -0.0004)).toMatch(/interval -20\.1 to 0\.0: includes zero, no difference shown$/)
  expect(against(0.0006, 0.201)).toMatch(/interval \+0\.1 to \+20\.1: better$/)
  expect(against(-0.201, -0.0006)).toMatch(/interval -20\.1 to -0\.1: worse$/)
})

it('the table names chance and counts failures, and only the arms that are there', () => {
  const text = checkTableText(table(-0.02, 0.08))
  expect(text).toContain('chance is 50.0 %')
  expect(text).toMatch(/^ {2}random +2 +71\.0 % +2\.0 +1 +\+3\.0 \[-2\.0, \+8\.0\]$/m)
  expect(text).toContain('above unoptimised motifs (random),')
  expect(text).toContain('a failed training counts as chance')
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})

it('words are wrapped at 80 columns, a long one stands alone', () => {
  expect(wrapped(`a ${'b'.repeat(90)} c`, '  ')).toEqual(['  a', `  ${'b'.repeat(90)}`, '  c'])
})

it('of a loss less is better, and its differences are plain numbers', () => {
  const loss = metricOf({ metric: 'loss' })
  expect(verdict('random', { estimate: -0.25, low: -0.5, high: -0.125 }, loss, 5)).toBe(
    'discovered is 0.25 below random, 95 % interval -0.5 to -0.125: better',
  )
  const { accuracy, ...row } = arm('discovered', [0.8, 1.2])
  const { accuracy: other, ...second } = arm('random', [2, 3], 1)
  const rows = [
    { ...row, ...(accuracy && { loss: accuracy }) },
    { ...second, ...(other && { loss: other }) },
  ]
  const text = checkTableText({ ...table(0, 0), metric: 'loss', chance: null, rows })
  expect(text).toContain('Test loss: against nothing')
  expect(text).not.toContain('chance')
  expect(text).toContain('a failed training counts as the worst of the table')
  expect(text).toMatch(/discovered +2 +1 +0\.02/)
})
