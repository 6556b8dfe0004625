import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { describeData } from '../../src/data/catalogue.js'
import { parseStudy } from '../../src/search/study.js'
import { TINY, usePlace } from './motif.js'

const place = usePlace()
const { motif } = place

const steps = describeData(parseStudy(parse(TINY), 'tiny.yaml').data).maxSteps
/** Two epochs of 80 samples, and 40 to score on. */
const TRAINING = (2 * 80 + 40) * steps

interface Point {
  readonly evaluations: number
  readonly sampleSteps: number
  readonly cpuSeconds: number
  readonly accuracy: number
  readonly candidate: string
}

async function curveOf(run: string): Promise<{ points: Point[]; total: { sampleSteps: number; cpuSeconds: number } }> {
  return JSON.parse((await motif('curve', run, '--format', 'json')).stdout).curves[0]
}

beforeAll(async () => {
  const search = (...args: string[]) => motif('search', 'tiny.yaml', '--quiet', '--set', 'comparisons=[]', ...args)
  expect((await search('--run', 'drawn', '--strategy', 'random', '--iterations', '9')).code).toBe(0)
  expect((await search('--run', 'relaxed', '--set', 'strategy.snapshots=2')).code).toBe(0)
})

describe('motif curve', () => {
  it('counts samples x steps of every training, and the best never falls', async () => {
    const { points, total } = await curveOf('drawn')
    expect(points.map(({ sampleSteps }) => sampleSteps)).toEqual(points.map((_, i) => (i + 1) * TRAINING))
    expect(points.map(({ evaluations }) => evaluations)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(total.sampleSteps).toBe(9 * TRAINING)
    const { candidates } = JSON.parse((await motif('candidates', 'drawn', '--format', 'json')).stdout)
    expect(points[8].accuracy).toBe(candidates[0].validation.accuracy.mean)
    points.slice(1).forEach(({ accuracy, cpuSeconds }, i) => {
      expect(accuracy).toBeGreaterThanOrEqual(points[i].accuracy)
      expect(cpuSeconds).toBeGreaterThanOrEqual(points[i].cpuSeconds)
    })
  })

  it('counts what a supernet was trained on before its choices were judged', async () => {
    const { points, total } = await curveOf('relaxed')
    // 20 batches of 16 for the weights, and 18 for alpha, which rests for a tenth of the search.
    // At the end it and its choice are scored on the 40 selection samples.
    const supernet = ((20 + 18) * 16 + 2 * 40) * steps
    expect(points[0].sampleSteps).toBe(supernet + TRAINING)
    expect(total.sampleSteps).toBe(supernet + points.length * TRAINING)
    expect(total.cpuSeconds).toBeGreaterThan(0)
  })

  it('draws several runs in 80 columns, over any of its axes', async () => {
    for (const axis of ['evaluations', 'samples', 'seconds']) {
      const { stdout } = await motif('curve', 'drawn', 'relaxed', '--over', axis)
      expect(stdout).toContain('* drawn (random)\n  o relaxed (hrmas)\n')
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    }
    const csv = (await motif('curve', 'drawn', 'relaxed', '--format', 'csv')).stdout.trim().split('\n')
    expect(csv[0]).toBe('run,strategy,seed,evaluations,sample_steps,cpu_seconds,best_accuracy,candidate')
    expect(csv.filter((line) => line.startsWith('drawn,random,1,'))).toHaveLength(9)
  })

  it('needs a run', async () => {
    const { code, stderr } = await motif('curve', 'drwn')
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'motif: there is no run "drwn" in runs; did you mean "drawn"?\n',
    })
  })
})
