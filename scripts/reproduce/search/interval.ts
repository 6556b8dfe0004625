import { mean, quantileSorted } from 'simple-statistics'
import type { Interval } from '../../../src/comparison/bootstrap.js'
import { integer, key } from '../../../src/kernel/numerics/random.js'

const RESAMPLES = 4000

/**
 * 95 % interval of mean(a) - mean(b), both [search][replicate]: searches are drawn with replacement, then replicates of
 * each, the same ones in both, as data and weights of a replicate are shared. Deterministic.
 */
export function bootstrapInterval(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): Interval {
  const searches = Math.min(a.length, b.length)
  const differences: number[] = []
  for (let n = 0; n < RESAMPLES; n++) {
    const k = key(0, 'search-bootstrap', n)
    const drawn: number[] = []
    for (let i = 0; i < searches; i++) {
      const search = integer(k, i, searches)
      const replicates = Math.min(a[search].length, b[search].length)
      for (let r = 0; r < replicates; r++) {
        const replicate = integer(key(k, 'replicate', i), r, replicates)
        drawn.push(a[search][replicate] - b[search][replicate])
      }
    }
    differences.push(mean(drawn))
  }
  differences.sort((x, y) => x - y)
  const estimate = mean(a.slice(0, searches).flat()) - mean(b.slice(0, searches).flat())
  return { estimate, low: quantileSorted(differences, 0.025), high: quantileSorted(differences, 0.975) }
}
