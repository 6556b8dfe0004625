import { mean } from 'simple-statistics'
import type { Row } from './row.js'
import { LIF, poolsAfter, WINNER, wavesOf } from './setups.js'

export function geometries(): Row[] {
  const radiusOn = (geometry: object) => {
    const seeds = [1, 2, 3].map((seed) => wavesOf({ ...LIF, geometry }, seed, 4000))
    return { radius: mean(seeds.map((m) => m.radius)), coverage: Math.min(...seeds.map((m) => m.coverage)) }
  }
  const square = radiusOn({ kind: 'square' })
  const shapes = [{ kind: 'disc' }, { kind: 'donut', hole: 0.5 }, { kind: 'torus' }, { kind: 'sphere' }]
  const rows = shapes.map((geometry): Row => {
    const { radius, coverage } = radiusOn(geometry)
    return {
      criterion: '12',
      claim: `${geometry.kind}: wave radius over the square's ${square.radius.toFixed(2)}; least coverage of three seeds`,
      expected: '0.90 to 1.10; at least 0.97',
      measured: `${(radius / square.radius).toFixed(2)}; ${coverage.toFixed(3)}`,
      met: Math.abs(radius / square.radius - 1) <= 0.1 && coverage >= 0.97,
    }
  })
  const donut = poolsAfter([{ ...LIF, geometry: { kind: 'donut', hole: 0.5 } }, WINNER], 100_000, 1).measures
  return [
    ...rows,
    {
      criterion: '12',
      claim: 'donut: contiguity of pools',
      expected: 'at least 0.9',
      measured: donut.contiguity.toFixed(3),
      met: donut.contiguity >= 0.9,
    },
  ]
}
