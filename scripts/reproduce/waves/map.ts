import { key, permutation } from '../../../src/kernel/numerics/random.js'
import { topographicMap } from '../../../src/self-organization/pools.js'
import { subSheet } from '../../../src/self-organization/sheet.js'
import { list, type Row, within } from './row.js'
import { LIF, poolsAfter, SECOND } from './setups.js'

export function map(): Row[] {
  const runs = [1, 2, 3].map((seed) => poolsAfter([LIF, SECOND], 60_000, seed))
  const ratios = runs.map(({ lower, upper, centres }) => topographicMap(lower, upper, centres).ratio)
  const exchanged = topographicMap(
    runs[0].lower,
    subSheet(runs[0].upper, permutation(key(6), runs[0].upper.units)),
    runs[0].centres,
  ).ratio
  const of = (f: (m: (typeof runs)[0]['measures']) => number) => runs.map(({ measures }) => f(measures))
  return [
    {
      criterion: '7',
      claim: 'stdp rule, 1500-400, 60,000 steps: contiguity, three seeds',
      expected: 'at least 0.90',
      measured: list(
        of((m) => m.contiguity),
        3,
      ),
      met: within(
        of((m) => m.contiguity),
        0.9,
        1,
      ),
    },
    {
      criterion: '8',
      claim: 'stdp rule: share of layer 1 in a pool; pools per unit',
      expected: 'at least 0.90',
      measured: `${list(
        of((m) => m.coverage),
        3,
      )}; ${list(
        of((m) => m.perUnit),
        1,
      )}`,
      met: within(
        of((m) => m.coverage),
        0.9,
        1,
      ),
    },
    {
      criterion: '10',
      claim: "stdp rule: distance of neighbours' pools over all pairs; places exchanged",
      expected: 'at most 0.4; 0.8 to 1.2',
      measured: `${list(ratios)}; ${exchanged.toFixed(2)}`,
      met: within(ratios, 0, 0.4) && exchanged > 0.8 && exchanged < 1.2,
    },
  ]
}
