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
  return passOrder(key(order, pass), samples).slice(at, at + length)
}

/** Passes under way: one per split, and the one before it. */
const KEPT = 4
const orders: { readonly of: Key; readonly order: Uint32Array }[] = []

/** `permutation`, remembered: all iterations of a pass ask for the same. */
function passOrder(of: Key, samples: number): Uint32Array {
  const known = orders.find(({ of: { k0, k1 }, order }) => k0 === of.k0 && k1 === of.k1 && order.length === samples)
  if (known) return known.order
  const order = permutation(of, samples)
  orders.push({ of, order })
  if (orders.length > KEPT) orders.shift()
  return order
}
