import { describe, expect, it } from 'vitest'
import { key, permutation } from '../../src/kernel/numerics/random.js'
import { Projection } from '../../src/self-organization/projection.js'
import {
  completeProjection,
  type ProjectionSettings,
  projectionSchema,
} from '../../src/self-organization/projection-settings.js'

const settingsOf = (change: object = {}): ProjectionSettings => completeProjection(projectionSchema.parse(change), 5)
const fresh = (settings: ProjectionSettings, pre = 60, post = 12) => new Projection(pre, post, settings, key(2))
const rows = (p: Projection) => Array.from({ length: p.post }, (_, k) => p.row(k))
const mean = (row: Float64Array) => row.reduce((sum, w) => sum + w, 0) / row.length
const spikesAt = (step: number, pre: number) => {
  const from = (7 * step) % pre
  return permutation(key(3, step), 12).map((i) => (from + i) % pre)
}

/** The published rules as they are written: whole rows, rescaled at once. */
class Obvious {
  readonly rows: Float64Array[]
  readonly threshold: Float64Array
  readonly largest: Float64Array
  readonly updates: number[]
  #steps = 0
  readonly #settings: ProjectionSettings

  constructor(from: Projection) {
    this.rows = rows(from)
    this.threshold = from.threshold.slice()
    this.largest = new Float64Array(from.post)
    this.updates = Array.from({ length: from.post }, () => 0)
    this.#settings = from.settings
  }

  compete(fired: Uint32Array): { unit: number; input: number } | undefined {
    const { rescue, threshold } = this.#settings
    if (++this.#steps % rescue.every === 0) {
      this.updates.forEach((n, k) => {
        if (n < rescue.below) this.threshold[k] = this.largest[k] * rescue.share
      })
    }
    const j = this.rows.map((row) => fired.reduce((sum, pre) => sum + row[pre], 0))
    j.forEach((x, k) => {
      this.largest[k] = Math.max(this.largest[k], x)
    })
    const y = j.map((x, k) => Math.max(0, x - this.threshold[k]))
    const input = Math.max(...y)
    if (input === 0) return undefined
    const unit = y.indexOf(input)
    this.threshold[unit] += threshold.growth * input
    return { unit, input }
  }

  strengthen(unit: number, fired: Uint32Array, amount: number): void {
    const row = this.rows[unit]
    for (const pre of fired) row[pre] += amount
    const factor = this.#settings.mean / mean(row)
    for (let j = 0; j < row.length; j++) row[j] *= factor
    this.updates[unit]++
  }
}

describe.each(['winner', 'stdp'] as const)('a projection under the rule %s', (rule) => {
  const settings = settingsOf({ rule, rescue: { every: 40, below: 30 } })

  it('learns as the published rule does on whole rows, for 400 steps', () => {
    const projection = fresh(settings)
    const obvious = new Obvious(projection)
    for (let step = 0; step < 400; step++) {
      const fired = spikesAt(step, 60)
      const winner = projection.compete(fired)
      const expected = obvious.compete(fired)
      expect(winner?.unit).toBe(expected?.unit)
      if (winner) expect(winner.input / (expected?.input ?? 0)).toBeCloseTo(1, 4)
      const post = Uint32Array.from([step % 12, (step + 5) % 12])
      projection.learn(fired, winner, post)
      if (rule === 'stdp') for (const k of post) obvious.strengthen(k, fired, settings.rate)
      else if (expected) obvious.strengthen(expected.unit, fired, settings.rate * expected.input)
    }
    expect(Array.from(projection.updates)).toEqual(obvious.updates)
    rows(projection).forEach((row, k) => {
      row.forEach((w, j) => {
        expect(Math.abs(w - obvious.rows[k][j])).toBeLessThan(1e-4 * Math.max(1, obvious.rows[k][j]))
      })
      expect(projection.threshold[k]).toBeCloseTo(obvious.threshold[k], 2)
    })
  })

  it('keeps every row at mean 2.5 to 1e-5, and no weight below 0, after every update', () => {
    const projection = fresh(settings)
    for (let step = 0; step < 300; step++) {
      const fired = spikesAt(step, 60)
      projection.learn(fired, projection.compete(fired), Uint32Array.of(step % 12))
      for (const row of rows(projection)) {
        expect(Math.abs(mean(row) - 2.5)).toBeLessThan(1e-5)
        expect(Math.min(...row)).toBeGreaterThanOrEqual(0)
      }
    }
  })
})

describe('traces', () => {
  const window = { before: 8, after: 5, depression: 0.4 }
  const settings = settingsOf({ window })

  it('strengthen by what fired before a unit, and weaken by what it fired before, as the equations say on whole rows', () => {
    const projection = fresh(settings)
    const obvious = rows(projection)
    const [p, q] = [new Float64Array(60), new Float64Array(12)]
    const rescale = (row: Float64Array) => {
      const factor = 2.5 / mean(row)
      for (let j = 0; j < row.length; j++) row[j] *= factor
    }
    for (let step = 0; step < 120; step++) {
      const fired = step % 3 === 0 ? spikesAt(step, 60) : new Uint32Array(0)
      const post = step % 4 === 1 ? Uint32Array.of(step % 12, (step + 5) % 12) : new Uint32Array(0)
      projection.learn(fired, undefined, post)
      for (let j = 0; j < 60; j++) p[j] = p[j] * Math.exp(-1 / 8) + (fired.includes(j) ? 1 : 0)
      for (let k = 0; k < 12; k++) q[k] *= Math.exp(-1 / 5)
      obvious.forEach((row, k) => {
        for (const j of fired) row[j] = Math.max(0, row[j] - 0.4 * 0.1 * q[k])
        rescale(row)
      })
      for (const k of post) {
        for (let j = 0; j < 60; j++) obvious[k][j] += 0.1 * p[j]
        rescale(obvious[k])
        q[k]++
      }
    }
    rows(projection).forEach((row, k) => {
      row.forEach((w, j) => {
        expect(Math.abs(w - obvious[k][j])).toBeLessThan(1e-3)
      })
      expect(Math.abs(mean(row) - 2.5)).toBeLessThan(1e-5)
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0)
    })
  })

  it('favour causes: one that fires before a unit gains, one that fires after it loses', () => {
    const projection = fresh(settings)
    for (let n = 0; n < 50; n++) {
      projection.learn([3], undefined, [])
      projection.learn([], undefined, [0])
      projection.learn([7], undefined, [])
      for (let s = 0; s < 30; s++) projection.learn([], undefined, [])
    }
    const row = projection.row(0)
    const other = mean(row.filter((_, j) => j !== 3 && j !== 7))
    expect(row[3]).toBeGreaterThan(other + 3)
    expect(row[7]).toBeLessThan(other - 0.5)
  })

  it('are refused under the winner rule', () => {
    const parsed = projectionSchema.safeParse({ rule: 'winner', window: {} })
    expect(parsed.error?.issues).toMatchObject([
      { path: ['window'], message: 'must be left out under the rule winner: traces belong to stdp' },
    ])
  })
})

describe('the competition', () => {
  it('has no winner, and nothing is learnt, where nobody fires or no input passes its threshold', () => {
    const projection = fresh(settingsOf({ rule: 'winner', threshold: { mean: 1000, spread: 0 } }))
    const before = rows(projection)
    for (const fired of [Uint32Array.of(), Uint32Array.of(1, 2, 3)]) {
      const winner = projection.compete(fired)
      expect(winner).toBeUndefined()
      projection.learn(fired, winner, [])
    }
    expect(rows(projection)).toEqual(before)
  })

  it('changes the row and the threshold of the winner and of nobody else', () => {
    const projection = fresh(settingsOf({ rule: 'winner' }))
    const [before, thresholds] = [rows(projection), Array.from(projection.threshold)]
    const fired = spikesAt(0, 60)
    const winner = projection.compete(fired)
    projection.learn(fired, winner, [])
    expect(winner).toBeDefined()
    rows(projection).forEach((row, k) => {
      if (k === winner?.unit) expect(row).not.toEqual(before[k])
      else expect(row).toEqual(before[k])
      expect(projection.threshold[k] - thresholds[k]).toBeCloseTo(k === winner?.unit ? 0.005 * winner.input : 0, 12)
    })
  })

  it('is open again to idle units: a thousandth step gives them a fifth of their largest input', () => {
    const projection = fresh(settingsOf({ rule: 'winner', threshold: { mean: 1000, spread: 0 } }))
    const fired = spikesAt(0, 60)
    for (let step = 0; step < 999; step++) expect(projection.compete(fired)).toBeUndefined()
    expect(projection.compete(fired)).toBeDefined()
    const largest = rows(projection).map((row) => fired.reduce((sum, pre) => sum + row[pre], 0))
    const grown = projection.threshold.filter((c, k) => c > largest[k] / 5 + 1e-3)
    expect(grown).toHaveLength(1)
  })
})
