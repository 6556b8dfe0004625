import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import {
  boxOf,
  contains,
  donutRadii,
  type Geometry,
  geometrySchema,
  sphereRadius,
} from '../../src/self-organization/geometry.js'
import { contiguity, hasFormed, neighbourLists, poolsOf } from '../../src/self-organization/pools.js'
import {
  centroid,
  planePoint,
  pointDistance,
  pointOf,
  sampleSheet,
  unitDistance,
} from '../../src/self-organization/sheet.js'
import { measureWaves } from '../../src/self-organization/wave-measures.js'
import { built, record, smallFirst, stackOf } from './small.js'

const ARROW = ['..##....', '..####..', '########', '########', '..####..', '..##....']
/** An L of area 300. */
const L: [number, number][] = [
  [0, 0],
  [20, 0],
  [20, 10],
  [10, 10],
  [10, 20],
  [0, 20],
]
const SHAPES: readonly Geometry[] = [
  { kind: 'square' },
  { kind: 'disc' },
  { kind: 'donut', hole: 0.5 },
  { kind: 'torus' },
  { kind: 'sphere' },
  { kind: 'mask', rows: ARROW },
  { kind: 'polygon', points: L },
]

describe('points of a sheet', () => {
  it.each(SHAPES)('lie on the $kind, evenly', (geometry) => {
    const sheet = sampleSheet(geometry, 20, 800, key(1))
    for (let i = 0; i < 800; i++) {
      const [x, y, z] = pointOf(sheet, i)
      if (geometry.kind === 'sphere') expect(Math.hypot(x, y, z)).toBeCloseTo(sphereRadius(20), 10)
      else expect(contains(geometry, 20, x, y)).toBe(true)
    }
    const drawn = Array.from({ length: 800 }, (_, i) => planePoint(sheet, pointOf(sheet, i)))
    const left = drawn.filter(([x]) => x < Math.max(...drawn.map(([a]) => a)) / 2).length
    if (geometry.kind !== 'mask' && geometry.kind !== 'polygon')
      expect(Math.abs(left - 400)).toBeLessThan(5 * Math.sqrt(200))
  })

  it('of a disc of area 400 lie within 20 / sqrt(pi) of the middle, half of them within its 1 / sqrt(2)', () => {
    const sheet = sampleSheet({ kind: 'disc' }, 20, 2000, key(2))
    const radius = 20 / Math.sqrt(Math.PI)
    const near = Array.from({ length: 2000 }, (_, i) => pointDistance(sheet, pointOf(sheet, i), [radius, radius, 0]))
    expect(Math.max(...near)).toBeLessThanOrEqual(radius)
    expect(Math.abs(near.filter((d) => d < radius / Math.SQRT2).length - 1000)).toBeLessThan(120)
  })

  it('a donut leaves its hole free and has the area of the square', () => {
    const { inner, outer } = donutRadii(0.5, 20)
    expect(Math.PI * (outer ** 2 - inner ** 2)).toBeCloseTo(400, 10)
    expect(contains({ kind: 'donut', hole: 0.5 }, 20, outer, outer)).toBe(false)
    expect(contains({ kind: 'donut', hole: 0.5 }, 20, outer + inner + 0.1, outer)).toBe(true)
  })
})

describe('distances', () => {
  it('wrap on a torus, also for the mean place', () => {
    const torus = { ...sampleSheet({ kind: 'torus' }, 10, 2, key(1)), points: Float64Array.of(0.5, 5, 0, 9.5, 5, 0) }
    expect(unitDistance(torus, 0, 1)).toBe(1)
    expect(pointDistance(torus, centroid(torus, [0, 1]), [0, 5, 0])).toBe(0)
  })

  it('on a sphere are chords, and the mean place is on it', () => {
    const sheet = sampleSheet({ kind: 'sphere' }, 10, 50, key(1))
    const centre = centroid(sheet, [0, 1, 2])
    expect(Math.hypot(...centre)).toBeCloseTo(sphereRadius(10), 10)
    const [a, b] = [pointOf(sheet, 0), pointOf(sheet, 1)]
    expect(unitDistance(sheet, 0, 1)).toBeCloseTo(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]), 12)
  })
})

describe('waves on every shape', () => {
  const radiusOn = (geometry: Geometry) => {
    const stack = built(stackOf([smallFirst({ units: 1500, geometry })], { side: 28 }))
    const measures = measureWaves(stack.sheet(0), record(stack, 8000))
    stack.dispose()
    return measures
  }
  const square = radiusOn({ kind: 'square' })

  it.each(SHAPES.slice(1))(
    'are as large on the $kind as on the square, within 10 %, and reach all of it',
    (geometry) => {
      const { radius, coverage } = radiusOn(geometry)
      expect(Math.abs(radius / square.radius - 1)).toBeLessThan(0.1)
      expect(coverage).toBeGreaterThanOrEqual(0.97)
    },
  )

  it('form pools on the donut that do not span its hole', () => {
    const geometry = { kind: 'donut', hole: 0.5 }
    const winner = { units: 60, dynamics: 'winner', projection: { rule: 'winner' } }
    const first = smallFirst({ units: 1500, geometry, unit: { model: 'izhikevich' }, inhibition: { radius: 8 } })
    const stack = built(stackOf([first, winner], { side: 28 }))
    stack.run(20_000)
    const { projection } = stack.driven[0]
    const neighbours = neighbourLists(stack.sheet(0))
    const pools = poolsOf(projection, 'present').filter((pool, k) => hasFormed(pool, 1500, projection.updates[k]))
    expect(pools.length).toBeGreaterThan(30)
    const mean = pools.reduce((sum, pool) => sum + contiguity(pool, neighbours), 0) / pools.length
    expect(mean).toBeGreaterThanOrEqual(0.9)
    stack.dispose()
  })
})

describe('a mask', () => {
  const parse = (rows: unknown) => () => geometrySchema.parse({ kind: 'mask', rows })
  it.each([
    [['##', '#'], 'must be rows of one length'],
    [['..', '..'], 'must have a #'],
    [['#x'], 'must be of # and .'],
  ])('%j is refused: %s', (rows, message) => expect(parse(rows)).toThrow(message))
})

describe('a polygon', () => {
  it('is scaled to the area of the square and moved to the origin', () => {
    const moved: [number, number][] = L.map(([x, y]) => [x / 10 - 5, y / 10 + 7])
    for (const points of [L, moved]) {
      const geometry = { kind: 'polygon', points } as const
      const { width, height } = boxOf(geometry, 30)
      expect([width, height]).toEqual([expect.closeTo(20 * Math.sqrt(3), 10), expect.closeTo(20 * Math.sqrt(3), 10)])
      const at = (x: number, y: number) => contains(geometry, 30, x * Math.sqrt(3), y * Math.sqrt(3))
      expect([at(5, 5), at(15, 5), at(5, 15), at(15, 15), at(9.9, 10.1), at(10.1, 10.1)]).toEqual([
        ...[true, true, true, false, true, false],
      ])
    }
  })

  const parse = (points: unknown) => () => geometrySchema.parse({ kind: 'polygon', points })
  it.each([
    [
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
      'must enclose an area',
    ],
    [
      [
        [0, 0],
        [4, 4],
        [4, 0],
        [0, 3],
      ],
      'must not cross itself',
    ],
  ])('%j is refused: %s', (points, message) => expect(parse(points)).toThrow(message))
})
