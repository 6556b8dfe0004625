import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { comparisonMaps, MAP_KINDS } from '../../src/self-organization/comparison-maps.js'
import { featuresOf, handmadePools, poolFeature, randomPools } from '../../src/self-organization/feature-maps.js'
import { pixelMap } from '../../src/self-organization/pixel-map.js'
import { contiguity, neighbourLists, poolCentre, poolsOf } from '../../src/self-organization/pools.js'
import { accuracyOf, noisy, probe } from '../../src/self-organization/probe.js'
import { renderedPictures } from '../../src/self-organization/rendered-pictures.js'
import { type Sheet, sampleSheet } from '../../src/self-organization/sheet.js'
import { built, smallFirst, stackOf } from './small.js'

const sheet = sampleSheet({ kind: 'square' }, 28, 1500, key(1))

describe('the picture over a sheet', () => {
  it('gives each unit the pixel above it, row by row', () => {
    const points = Float64Array.of(0.5, 0.5, 0, 27.9, 0.1, 0, 3.2, 27.99, 0)
    const few: Sheet = { ...sheet, units: 3, points }
    expect(Array.from(pixelMap(few, 28, 28))).toEqual([0, 27, 27 * 28 + 3])
    expect(Array.from(pixelMap(few, 14, 14))).toEqual([0, 13, 13 * 14 + 1])
  })

  it.each(['disc', 'donut', 'torus', 'sphere'])('lies within the picture on a %s', (kind) => {
    const other = stackOf([smallFirst({ geometry: { kind } })]).layers[0].geometry
    const pixels = pixelMap(sampleSheet(other, 28, 400, key(2)), 28, 28)
    expect(Math.max(...pixels)).toBeLessThan(784)
    expect(new Set(pixels).size).toBeGreaterThan(150)
  })
})

describe('a feature', () => {
  it('is the weighted mean of what a pool sees: weights of units at one pixel add up to a share', () => {
    const feature = poolFeature(Uint32Array.of(0, 1, 2), Uint32Array.of(5, 5, 3), (n) => [1, 2, 5][n])
    expect(Array.from(feature.pixels)).toEqual([3, 5])
    expect(Array.from(feature.weights)).toEqual([5 / 8, 3 / 8])
    expect(Array.from(featuresOf([feature], [0, 0, 0, 8, 0, 16]))).toEqual([11])
  })
})

describe('pools by hand', () => {
  const pools = handmadePools(sheet, 90, 100)

  it('are as many and as large as asked for, of one piece, and cover the sheet', () => {
    expect(pools.map((pool) => pool.length)).toEqual(Array.from({ length: 90 }, () => 100))
    const neighbours = neighbourLists(sheet)
    for (const pool of pools) expect(contiguity(pool, neighbours)).toBe(1)
    expect(new Set(pools.flatMap((pool) => Array.from(pool))).size).toBeGreaterThan(1450)
    expect(new Set(pools.map((pool) => poolCentre(sheet, pool).join())).size).toBe(90)
  })

  it('stand beside random ones of the same size', () => {
    const random = randomPools(20, 100, 1500, key(3))
    for (const pool of random) expect(new Set(pool).size).toBe(100)
    const neighbours = neighbourLists(sheet)
    expect(random.reduce((sum, pool) => sum + contiguity(pool, neighbours), 0) / 20).toBeLessThan(0.3)
  })
})

describe('the linear probe of rendered digits, 100 features, noise 0.5', () => {
  const winner = { units: 100, dynamics: 'winner', projection: { rule: 'winner' } }
  const stack = built(stackOf([smallFirst({ units: 1500 }), winner], { side: 28 }))
  stack.run(60_000)
  const { projection } = stack.driven[0]
  const pools = poolsOf(projection, 'present')
  const rows = pools.map((_, k) => projection.row(k))
  const maps = comparisonMaps(stack.sheet(0), pools, rows, { width: 28, height: 28 }, key(4))
  const [train, test] = [renderedPictures(1000, 1), renderedPictures(500, 2)]
  const accuracy = Object.fromEntries(
    MAP_KINDS.map((kind) => [kind, accuracyOf(probe(maps[kind], noisy(train, 0.5, 1), noisy(test, 0.5, 2)))]),
  )

  it('reads pools wired by waves better than permuted ones and a Gaussian projection, by 0.05 at least', () => {
    expect(accuracy['self-organized'] - accuracy.Gaussian).toBeGreaterThan(0.05)
    expect(accuracy['self-organized'] - accuracy['permuted pools']).toBeGreaterThan(0.05)
  })

  it('reads pools by hand better than random ones too', () => {
    expect(accuracy['hand-crafted'] - accuracy['random pools']).toBeGreaterThan(0.05)
  })
})
