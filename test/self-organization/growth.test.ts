import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { excitatoryNeighbours } from '../../src/self-organization/coupling.js'
import { contains, type Geometry } from '../../src/self-organization/geometry.js'
import { growWithWaves } from '../../src/self-organization/growing-waves.js'
import { grow, growthSchema } from '../../src/self-organization/growth.js'
import { measurePools, poolsOf } from '../../src/self-organization/pools.js'
import { pointOf, unitDistance } from '../../src/self-organization/sheet.js'
import { measureWaves } from '../../src/self-organization/wave-measures.js'
import { built, record, smallFirst, stackOf } from './small.js'

const plan = (geometry: Geometry = { kind: 'square' }) => ({
  geometry,
  side: 28,
  units: 1500,
  radius: 2,
  aboveShare: 0.1,
})

describe('a sheet grown from one cell', () => {
  const { sheet, above } = grow(plan(), growthSchema.parse({}), key(1))

  it('has all its cells, evenly: 4 x 4 boxes vary by less than 0.35', () => {
    expect(sheet.units).toBe(1500)
    const boxes = Array.from({ length: 16 }, () => 0)
    for (let i = 0; i < sheet.units; i++) {
      const [x, y] = pointOf(sheet, i)
      boxes[4 * Math.floor(y / 7) + Math.floor(x / 7)]++
    }
    const mean = sheet.units / 16
    const sd = Math.sqrt(boxes.reduce((sum, n) => sum + (n - mean) ** 2, 0) / 15)
    expect(sd / mean).toBeLessThan(0.35)
  })

  it('gives every cell 8 to 60 neighbours', () => {
    const counts = excitatoryNeighbours(sheet, 2)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(8)
    expect(Math.max(...counts)).toBeLessThanOrEqual(60)
  })

  it('puts every daughter within reach of an older cell', () => {
    for (let i = 1; i < 300; i++) {
      const nearest = Math.min(...Array.from({ length: i }, (_, j) => unitDistance(sheet, i, j)))
      expect(nearest).toBeLessThanOrEqual(1)
    }
  })

  it('lifts about a tenth of its cells into the layer above, at their places', () => {
    expect(Math.abs(above.units - 150)).toBeLessThan(50)
    const places = new Set(Array.from({ length: sheet.units }, (_, i) => pointOf(sheet, i).join()))
    for (let i = 0; i < above.units; i++) expect(places.has(pointOf(above, i).join())).toBe(true)
  })

  it.each<Geometry>([{ kind: 'donut', hole: 0.5 }, { kind: 'sphere' }, { kind: 'torus' }])(
    'stays on the $kind',
    (geometry) => {
      const small = { ...plan(geometry), units: 500, side: 16 }
      const grown = grow(small, growthSchema.parse({}), key(2)).sheet
      expect(grown.units).toBe(500)
      if (geometry.kind === 'sphere') return
      for (let i = 0; i < grown.units; i++)
        expect(contains(geometry, 16, grown.points[3 * i], grown.points[3 * i + 1])).toBe(true)
    },
  )

  it('makes room again when all cells rest: the bound of crowding rises', () => {
    const { crowding } = grow({ ...plan({ kind: 'torus' }), units: 300, side: 12 }, growthSchema.parse({}), key(1))
    expect(crowding).toBeGreaterThan(0.35)
  })
})

describe('a grown stack', () => {
  const layers = [smallFirst({ units: 1500 }), { units: 100, dynamics: 'winner', projection: { rule: 'winner' } }]

  it('has waves of the size of a drawn one, within 25 %', () => {
    const radii = [{}, { growth: {} }].map((change) => {
      const stack = built(stackOf([smallFirst({ units: 1500 })], { side: 28, ...change }))
      const { radius } = measureWaves(stack.sheet(0), record(stack, 4000))
      stack.dispose()
      return radius
    })
    expect(Math.abs(radii[1] / radii[0] - 1)).toBeLessThan(0.25)
  })

  it('forms pools: recruited, of one piece, and over the whole sheet', () => {
    const stack = built(stackOf(layers, { side: 28, growth: {} }))
    stack.run(100_000)
    const { projection } = stack.driven[0]
    const measures = measurePools(stack.sheet(0), poolsOf(projection, 'present'), projection.updates)
    expect(measures.formed).toBeGreaterThanOrEqual(0.9)
    expect(measures.contiguity).toBeGreaterThanOrEqual(0.95)
    expect(measures.coverage).toBeGreaterThanOrEqual(0.95)
    stack.dispose()
  })

  it('has waves from some density on while it grows, old cells keeping their state', () => {
    const stages = growWithWaves(stackOf([smallFirst()], { growth: { waveSteps: 400, batch: 50 } }), key(3))
    expect(stages.map(({ cells }) => cells)).toEqual([50, 100, 150, 200, 250, 300, 350, 400, 450, 500])
    const onset = stages.find(({ waveSteps }) => waveSteps > 0)
    expect(onset?.neighbours).toBeGreaterThan(4)
    expect(stages.at(-1)?.waveSteps).toBeGreaterThan(0)
  })
})
