import { mean } from 'simple-statistics'
import { list, type Row, within } from './row.js'
import { LIF, poolsAfter, WINNER, wavesOf } from './setups.js'

export function sizeControl(): Row[] {
  const edges = [4, 5, 7, 9]
  const radii = edges.map((radius) =>
    mean([1, 2, 3].map((s) => wavesOf({ ...LIF, inhibition: { radius } }, s, 4000).radius)),
  )
  const pools = edges.map(
    (radius) =>
      poolsAfter(
        [
          { ...LIF, inhibition: { radius } },
          { ...WINNER, units: 50 },
        ],
        40_000,
        1,
      ).measures.radius,
  )
  const rising = (values: readonly number[]): boolean => values.every((x, i) => i === 0 || x > values[i - 1])
  const ratios = pools.map((pool, i) => pool / radii[i])
  return [
    {
      criterion: '5',
      claim: 'wave radius at r_o 4, 5, 7, 9 (three seeds)',
      expected: 'rising',
      measured: list(radii),
      met: rising(radii),
    },
    {
      criterion: '5',
      claim: 'pool radius at r_o 4, 5, 7, 9',
      expected: 'rising',
      measured: list(pools),
      met: rising(pools),
    },
    {
      criterion: '5',
      claim: 'pool radius over wave radius',
      expected: '1.1 to 1.45',
      measured: list(ratios),
      met: within(ratios, 1.1, 1.45),
    },
  ]
}
