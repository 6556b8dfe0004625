import { type Key, key, permutation } from '../kernel/numerics/random.js'

/**
 * Positions among `samples` that make up an iteration's batch: every sample comes once before any comes twice. Each pass
 * has an order of its own, drawn from key(order, pass); what is left over when `size` does not divide `samples` waits
 * for another pass.
 */
export function iterationBatch(order: Key, samples: number, size: number, iteration: number): Uint32Array {
  const length = Math.min(size, samples)
  const perPass = Math.floor(samples / length)
  const pass = Math.floor(iteration / perPass)
  const at = (iteration % perPass) * length
  return permutation(key(order, pass), samples).slice(at, at + length)
}
