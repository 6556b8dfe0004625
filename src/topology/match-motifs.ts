import { key, permutation } from '../kernel/numerics/random.js'
import type { Motif, SynapseType } from './motif.js'

/** Nodes of the exact search: all of them for up to 9 neurons (986,410). */
const NODE_LIMIT = 1_000_000
/** Random numberings from which the heuristic starts, beside the given one and the one by degrees. */
const RANDOM_STARTS = 8

export interface Matching {
  /** Neuron `i` of the first motif stands for neuron `order[i]` of the second; numbers beyond a motif's size are nobody. */
  readonly order: readonly number[]
  /** Places (synapses and lateral links) that differ under it. */
  readonly differences: number
  /** Whether no numbering has fewer; otherwise the best that pairwise exchanges found. */
  readonly exact: boolean
}

/** A motif among as many neurons as the larger one has: those it lacks have no synapse. */
interface Padded {
  readonly n: number
  /** [post][pre] */
  readonly synapses: Uint8Array
  readonly lateral: Uint8Array
}

const CODE: Record<SynapseType, number> = { absent: 0, excitatory: 1, inhibitory: 2 }

/**
 * The numbering of the second motif's neurons under which the two differ in the fewest places. Branch and bound, which is
 * exact up to 9 neurons, and beyond where it ends within its node limit: similar motifs are matched soon. Else the result of
 * pairwise exchanges from several starts (the usual local search for quadratic assignment).
 */
export function matchMotifs(a: Motif, b: Motif, nodeLimit = NODE_LIMIT): Matching {
  const n = Math.max(a.size, b.size)
  const [first, second] = [padded(a, n), padded(b, n)]
  const start = exchanged(first, second)
  const { order, cost, complete } = branchAndBound(first, second, start, nodeLimit)
  return { order: [...order], differences: cost, exact: complete }
}

/** As it is numbered: for motifs whose neurons a mask tells apart. */
export function matchAsNumbered(a: Motif, b: Motif): Matching {
  const n = Math.max(a.size, b.size)
  const order = Int32Array.from({ length: n }, (_, i) => i)
  return { order: [...order], differences: costOf(padded(a, n), padded(b, n), order), exact: true }
}

function padded({ size, synapses, lateral }: Motif, n: number): Padded {
  const codes = new Uint8Array(n * n)
  const links = new Uint8Array(n)
  for (let post = 0; post < size; post++) {
    links[post] = CODE[lateral[post]]
    for (let pre = 0; pre < size; pre++) codes[post * n + pre] = CODE[synapses[post][pre]]
  }
  return { n, synapses: codes, lateral: links }
}

function costOf(a: Padded, b: Padded, order: Int32Array): number {
  let cost = 0
  for (let i = 0; i < a.n; i++) cost += added(a, b, order, i, order[i])
  return cost
}

/** Places that differ and that neuron `i`, standing for `v`, adds to the neurons before it. */
function added({ n, synapses, lateral }: Padded, b: Padded, order: Int32Array, i: number, v: number): number {
  let cost = (lateral[i] === b.lateral[v] ? 0 : 1) + (synapses[i * n + i] === b.synapses[v * n + v] ? 0 : 1)
  for (let j = 0; j < i; j++) {
    const u = order[j]
    if (synapses[i * n + j] !== b.synapses[v * n + u]) cost++
    if (synapses[j * n + i] !== b.synapses[u * n + v]) cost++
  }
  return cost
}

/** Places that differ in the rows, columns and links of neurons `p` and `q`. */
function costAt({ n, synapses, lateral }: Padded, b: Padded, order: Int32Array, p: number, q: number): number {
  let cost = 0
  for (const i of [p, q]) {
    const v = order[i]
    if (lateral[i] !== b.lateral[v]) cost++
    for (let j = 0; j < n; j++) {
      const u = order[j]
      if (synapses[i * n + j] !== b.synapses[v * n + u]) cost++
      if (j !== p && j !== q && synapses[j * n + i] !== b.synapses[u * n + v]) cost++
    }
  }
  return cost
}

/** The best of several starts, each improved by exchanging the partners of two neurons as long as that helps. */
function exchanged(a: Padded, b: Padded): Int32Array {
  const { n } = a
  const k = key(0, 'match-motifs')
  const starts = [
    Int32Array.from({ length: n }, (_, i) => i),
    byDegree(a, b),
    ...Array.from({ length: RANDOM_STARTS }, (_, s) => Int32Array.from(permutation(key(k, s), n))),
  ]
  let best = starts[0]
  let least = Number.POSITIVE_INFINITY
  for (const order of starts) {
    improve(a, b, order)
    const cost = costOf(a, b, order)
    if (cost >= least) continue
    best = order
    least = cost
  }
  return best
}

function improve(a: Padded, b: Padded, order: Int32Array): void {
  for (let better = true; better; ) {
    better = false
    for (let p = 0; p < a.n; p++) {
      for (let q = p + 1; q < a.n; q++) {
        const before = costAt(a, b, order, p, q)
        swap(order, p, q)
        if (costAt(a, b, order, p, q) < before) better = true
        else swap(order, p, q)
      }
    }
  }
}

function swap(order: Int32Array, p: number, q: number): void {
  const held = order[p]
  order[p] = order[q]
  order[q] = held
}

/** Neurons of equal rank by what they have of each type. */
function byDegree(a: Padded, b: Padded): Int32Array {
  const [x, y] = [ranked(a), ranked(b)]
  const order = new Int32Array(a.n)
  x.forEach((i, rank) => {
    order[i] = y[rank]
  })
  return order
}

function ranked({ n, synapses, lateral }: Padded): number[] {
  const profile = Array.from({ length: n }, (_, i) => {
    let sum = 1_000_000 * lateral[i] + 100_000 * synapses[i * n + i]
    for (let j = 0; j < n; j++) sum += 100 * synapses[i * n + j] + synapses[j * n + i]
    return sum
  })
  return profile.map((_, i) => i).sort((p, q) => profile[p] - profile[q] || p - q)
}

function branchAndBound(a: Padded, b: Padded, start: Int32Array, nodeLimit: number) {
  const { n } = a
  let best = start
  let least = costOf(a, b, start)
  let nodes = 0
  const order = new Int32Array(n)
  const taken = new Uint8Array(n)
  const descend = (i: number, cost: number): void => {
    if (++nodes > nodeLimit) return
    if (i === n) {
      best = order.slice()
      least = cost
      return
    }
    const choices: { v: number; cost: number }[] = []
    for (let v = 0; v < n; v++) {
      if (taken[v] === 0) choices.push({ v, cost: cost + added(a, b, order, i, v) })
    }
    choices.sort((p, q) => p.cost - q.cost || p.v - q.v)
    for (const choice of choices) {
      if (choice.cost >= least || nodes > nodeLimit) return
      order[i] = choice.v
      taken[choice.v] = 1
      descend(i + 1, choice.cost)
      taken[choice.v] = 0
    }
  }
  descend(0, 0)
  return { order: best, cost: least, complete: nodes <= nodeLimit }
}
