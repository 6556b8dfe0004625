import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dataSchema } from '../../../src/data/catalogue.js'
import { generate } from '../../../src/data/generators/generate.js'
import { type GeneratedSpec, isGenerated } from '../../../src/data/generators/generated-spec.js'
import {
  yinYangClass,
  yinYangSample,
  yinYangSamples,
  yinYangTimes,
} from '../../../src/data/generators/yin-yang-samples.js'
import { key } from '../../../src/kernel/numerics/random.js'
import { packageRoot } from '../../../src/package-root.js'
import { readFixture } from '../../oracle-fixture.js'

interface Fixture {
  readonly sets: readonly {
    readonly seed: number
    readonly size: number
    readonly counts: readonly number[]
    readonly first: readonly (readonly number[])[]
    readonly firstLabels: readonly number[]
    readonly valuesSha256: string
    readonly labelsSha256: string
  }[]
}
const { sets } = readFixture<Fixture>('yin-yang')

const valuesOf = (samples: ReturnType<typeof yinYangSamples>) => Float64Array.from(samples.flatMap((s) => s.values))
const labelsOf = (samples: ReturnType<typeof yinYangSamples>) => BigInt64Array.from(samples, (s) => BigInt(s.label))
const sha256 = (array: Float64Array | BigInt64Array) =>
  createHash('sha256').update(new Uint8Array(array.buffer)).digest('hex')

function spec(settings: object): GeneratedSpec {
  const parsed = dataSchema.parse({ source: 'yin-yang', ...settings })
  if (!isGenerated(parsed)) throw new Error('not generated')
  return parsed
}

describe.each(sets)('$size Yin-Yang samples of seed $seed', (set) => {
  const samples = yinYangSamples(set.seed, set.size)

  it('begin as the authors’ program begins', () => {
    expect(samples.slice(0, 5).map((s) => s.values)).toEqual(set.first)
    expect(samples.slice(0, 5).map((s) => s.label)).toEqual(set.firstLabels)
  })

  it('are its samples to the last bit', () => {
    expect(sha256(valuesOf(samples))).toBe(set.valuesSha256)
    expect(sha256(labelsOf(samples))).toBe(set.labelsSha256)
    expect([0, 1, 2].map((c) => samples.filter((s) => s.label === c).length)).toEqual(set.counts)
  })
})

describe('the published Yin-Yang sets', () => {
  it.each([
    [42, 5000, [1681, 1702, 1617]],
    [41, 1000, [316, 336, 348]],
    [40, 1000, [350, 316, 334]],
  ])('of seed %d has %d samples in classes of %j', (seed, size, counts) => {
    const samples = yinYangSamples(seed, size)
    expect([0, 1, 2].map((c) => samples.filter((s) => s.label === c).length)).toEqual(counts)
  })
})

const archive = join(
  process.env.MOTIF_SHARED ?? resolve(packageRoot(), '..', 'shared'),
  'data',
  'spike-patterns.tar.gz',
)
const present = existsSync(archive)

/** The numbers of a version 1 .npy file of float64 or int64. */
function published(name: string): Buffer {
  const file = execFileSync('tar', ['-xzOf', archive, `spike-patterns/yin-yang/${name}.npy`], { maxBuffer: 1 << 20 })
  return file.subarray(10 + file.readUInt16LE(8))
}

describe.skipIf(!present)(`the published arrays${present ? '' : ' (skipped: shared data absent)'}`, () => {
  it.each([
    ['train', 42, 5000],
    ['validation', 41, 1000],
    ['test', 40, 1000],
  ])('%s is what seed %d draws', (name, seed, size) => {
    const samples = yinYangSamples(seed, size)
    expect(Buffer.from(valuesOf(samples).buffer).equals(published(`${name}_samples`))).toBe(true)
    expect(Buffer.from(labelsOf(samples).buffer).equals(published(`${name}_labels`))).toBe(true)
  })
})

describe('yinYangClass', () => {
  it.each([
    ...[
      [0.5, 0.5, 1],
      [0.25, 0.5, 2],
      [0.75, 0.5, 2],
      [0.25, 0.7, 1],
      [0.25, 0.3, 1],
      [0.75, 0.7, 0],
      [0.75, 0.3, 0],
    ],
    ...[
      [0.5, 0.9, 1],
      [0.5, 0.1, 0],
      [0.3, 0.65, 1],
      [0.7, 0.35, 0],
      [0.1, 0.4, 1],
      [0.9, 0.6, 0],
      [0.36, 0.5, 1],
    ],
    ...[
      [0.64, 0.5, 0],
      [0.05, 0.5, 1],
      [0.95, 0.5, 0],
    ],
  ])('puts (%d, %d) into class %d', (x, y, label) => {
    expect(yinYangClass(x, y)).toBe(label)
  })

  it('gives the classes 0.46, 0.46 and 0.08 of the disc', () => {
    const area = [0, 0, 0]
    let inside = 0
    for (let i = 0; i < 400; i++)
      for (let j = 0; j < 400; j++) {
        const [x, y] = [(i + 0.5) / 400, (j + 0.5) / 400]
        if (Math.hypot(x - 0.5, y - 0.5) > 0.5) continue
        inside++
        area[yinYangClass(x, y)]++
      }
    for (const [label, share] of [0.46, 0.46, 0.08].entries()) expect(area[label] / inside).toBeCloseTo(share, 3)
  })
})

describe('yinYangTimes', () => {
  it('puts 0 at 0.15 and 1 at 2, in synaptic time constants', () => {
    expect([...yinYangTimes({ values: [0, 1, 0.5, 0.25], label: 0 })]).toEqual([0.15, 2, 1.075, 0.6125])
  })
})

describe('the encoded Yin-Yang task', () => {
  const data = generate(spec({}), key(1))
  const events = (set: typeof data, i: number) =>
    Array.from({ length: set.eventStart[i + 1] - set.eventStart[i] }, (_, e) => [
      set.eventStep[set.eventStart[i] + e],
      set.eventChannel[set.eventStart[i] + e],
    ])

  it('holds the published sets in its splits, one spike per value and a bias', () => {
    expect([data.channels, data.steps[0], data.samples]).toEqual([5, 70, 7000])
    const published = [...yinYangSamples(42, 5000), ...yinYangSamples(41, 1000), ...yinYangSamples(40, 1000)]
    expect([...data.label]).toEqual(published.map((s) => s.label))
    for (const i of [0, 4999, 5000, 6999]) {
      const steps = published[i].values.map((value) => Math.round(3 + 37 * value))
      const own = events(data, i)
      expect(own.map(([, channel]) => channel).sort()).toEqual([0, 1, 2, 3, 4])
      for (const [step, channel] of own) expect(step).toBe([...steps, 18][channel])
    }
  })

  it('is the same in every replicate as published, and another when it is drawn fresh', () => {
    const samples = { weights: 50, alpha: 0, selection: 0, test: 50 }
    expect(generate(spec({ samples }), key(2)).key).toBe(generate(spec({ samples }), key(3)).key)
    const fresh = (seed: number) => generate(spec({ samples, draw: 'fresh' }), key(seed)).key
    expect(fresh(2)).not.toBe(fresh(3))
    expect(fresh(2)).toBe(fresh(2))
  })

  it('draws fresh points inside their class', () => {
    for (let i = 0; i < 300; i++) {
      const { values, label } = yinYangSample(key(5), i, i % 3)
      const [x, y] = values
      expect(label).toBe(i % 3)
      expect(yinYangClass(x, y)).toBe(label)
      expect(Math.hypot(x - 0.5, y - 0.5)).toBeLessThanOrEqual(0.5)
      expect(values.slice(2)).toEqual([1 - x, 1 - y])
    }
  })

  it('has four channels without a bias, and ends tailSteps after its last spike', () => {
    const plain = generate(spec({ bias: null, early: 0, late: 10, tailSteps: 5, draw: 'fresh' }), key(1))
    expect([plain.channels, plain.steps[0]]).toEqual([4, 16])
    expect(Math.max(...plain.eventStep)).toBeLessThanOrEqual(10)
  })

  it('refuses a range that is not one', () => {
    expect(() => spec({ early: 40, late: 40 })).toThrow('must be above early')
  })
})
