import { cosSinTurn, log } from './elementary.js'
import { type Key, uniform } from './random.js'

/** Standard normal number of (key, counter), by Box-Muller; deterministic on every engine. */
export function normal(k: Key, counter: number, lane = 0): number {
  const u = uniform(k, counter, 2 * lane)
  const v = uniform(k, counter, 2 * lane + 1)
  return Math.sqrt(-2 * log(1 - u)) * cosSinTurn(v)[0]
}
