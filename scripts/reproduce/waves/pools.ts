import { mean } from 'simple-statistics'
import { key, permutation } from '../../../src/kernel/numerics/random.js'
import { contiguity, neighbourLists, topographicMap } from '../../../src/self-organization/pools.js'
import { list, type Row, within } from './row.js'
import { IZHIKEVICH, LIF, poolsAfter, WINNER } from './setups.js'

export function pools(): Row[] {
  const seeds = [1, 2, 3]
  const setting = (name: string, first: object, steps: number): Row[] => {
    const runs = seeds.map((seed) => poolsAfter([first, WINNER], steps, seed))
    const neighbours = neighbourLists(runs[0].lower)
    const randoms = runs[0].pools.map((pool, k) => permutation(key(4, k), 1500).subarray(0, pool.length))
    const control = mean(randoms.map((pool) => contiguity(pool, neighbours)))
    const of = (f: (m: (typeof runs)[0]['measures']) => number) => runs.map(({ measures }) => f(measures))
    const [formed, whole, covered] = [of((m) => m.formed), of((m) => m.contiguity), of((m) => m.coverage)]
    const map = topographicMap(runs[0].lower, runs[0].upper, runs[0].centres).ratio
    return [
      {
        criterion: '6',
        claim: `${name}: share of 100 units recruited, three seeds`,
        expected: 'at least 0.90',
        measured: list(formed),
        met: within(formed, 0.9, 1),
      },
      {
        criterion: '7',
        claim: `${name}: contiguity; random pools of the same sizes`,
        expected: 'at least 0.95; at most 0.30',
        measured: `${list(whole, 3)}; ${control.toFixed(2)}`,
        met: within(whole, 0.95, 1) && control <= 0.3,
      },
      {
        criterion: '8',
        claim: `${name}: share of layer 1 in a pool; pools per unit`,
        expected: 'at least 0.95',
        measured: `${list(covered, 3)}; ${list(
          of((m) => m.perUnit),
          1,
        )}`,
        met: within(covered, 0.95, 1),
      },
      {
        criterion: '10',
        claim: `${name}: distance of neighbours' pools over all pairs (no map expected)`,
        expected: '0.8 to 1.2',
        measured: map.toFixed(2),
        met: map >= 0.8 && map <= 1.2,
      },
    ]
  }
  return [
    ...setting('winner rule, LIF, 100,000 steps', LIF, 100_000),
    ...setting('winner rule, Izhikevich r_o 8, 20,000 steps', IZHIKEVICH, 20_000),
  ]
}
