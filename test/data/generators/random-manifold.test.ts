import { describe, expect, it } from 'vitest'
import {
  drawManifold,
  MANIFOLD_FORMULAS,
  type ManifoldFormula,
  manifoldPoint,
  manifoldTerms,
  sineSum,
  sumAt,
} from '../../../src/data/generators/random-manifold.js'
import { key } from '../../../src/kernel/numerics/random.js'
import { readFixture } from '../../oracle-fixture.js'

interface Fixture {
  readonly cases: readonly {
    readonly alpha: number
    /** [coordinate][dimension][A, B, C][term] */
    readonly parameters: readonly (readonly (readonly (readonly number[])[])[])[]
    readonly x: readonly number[]
    readonly points: Readonly<Record<ManifoldFormula, readonly number[]>>
  }[]
}
const { cases } = readFixture<Fixture>('random-manifold')
const floats = (values: readonly number[]) => Float64Array.from(values)

describe('random manifolds', () => {
  it.each([
    ['article', 0.3762235072836775],
    ['torch', -0.13274893187326917],
    ['numpy', -0.18406859549422516],
  ] as const)('have the worked value of the %s formula', (formula, value) => {
    const sum = {
      amplitude: floats([0.5, 0.25, 0.75]),
      stretch: floats([0.1, 0.9, 0.4]),
      phase: floats([0.2, 0.6, 0.3]),
    }
    expect(sumAt(sineSum(sum, formula, 1), 0.35)).toBeCloseTo(value, 14)
  })

  it.each(cases)("equal NumPy's sums and products, alpha $alpha", ({ alpha, parameters, x, points }) => {
    for (const formula of Object.keys(MANIFOLD_FORMULAS) as ManifoldFormula[]) {
      const manifold = parameters.map((sums) =>
        sums.map(([a, b, c]) =>
          sineSum({ amplitude: floats(a), stretch: floats(b), phase: floats(c) }, formula, alpha),
        ),
      )
      const own = manifoldPoint(manifold, x)
      for (const [i, value] of points[formula].entries()) expect(own[i]).toBeCloseTo(value, 13)
    }
  })

  it('take their sine to 1e-15, whatever the phase', () => {
    for (let i = 0; i < 2000; i++) {
      const u = (i - 1000) / 97
      const one = { amplitude: floats([1]), stretch: floats([1]), phase: floats([0]) }
      expect(Math.abs(sumAt(one, u) - Math.sin(2 * Math.PI * (u - Math.round(u))))).toBeLessThan(1.5e-15)
    }
  })

  it.each([
    [0.5, 1000],
    [1, 1000],
    [2, 32],
    [3, 10],
    [10, 2],
  ])('have for alpha %d %d terms', (alpha, terms) => {
    expect(manifoldTerms(alpha)).toBe(terms)
  })

  it('are smoother the larger alpha is', () => {
    const roughness = (alpha: number) => {
      const manifold = drawManifold({ formula: 'torch', embedding: 30, dimension: 1, alpha }, key(1))
      const points = Array.from({ length: 200 }, (_, i) => manifoldPoint(manifold, [i / 200]))
      const coordinates = Array.from({ length: 30 }, (_, unit) => points.map((point) => point[unit]))
      const relative = coordinates.map((values) => {
        const range = Math.max(...values) - Math.min(...values)
        return values.slice(1).reduce((sum, value, i) => sum + Math.abs(value - values[i]), 0) / range
      })
      return relative.reduce((sum, value) => sum + value, 0) / 30
    }
    expect(roughness(0.5)).toBeGreaterThan(2 * roughness(2))
  })
})
