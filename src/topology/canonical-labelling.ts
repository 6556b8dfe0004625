import { type ColouredGraph, individualise, initialPartition, type Partition, targetCell } from './colour-refinement.js'

/** A labelling with the written-out graph it gives; `path` holds the vertices that were individualised on the way. */
interface Leaf {
  /** [vertex] its new number. */
  readonly position: Int32Array
  readonly traces: readonly number[]
  readonly path: readonly number[]
  readonly form: Int32Array
}

interface Search {
  readonly graph: ColouredGraph
  readonly nodeLimit: number
  nodes: number
  best: Leaf | undefined
  /** Automorphisms found, each [vertex] -> vertex. */
  readonly automorphisms: Int32Array[]
}

export interface Labelling {
  /** New vertex `i` is old vertex `order[i]`. */
  readonly order: Int32Array
  /** False when the node limit ended the search: a true relabelling, but isomorphic graphs may get others. */
  readonly complete: boolean
}

/** Dictionary order; a beginning comes before what it begins. */
function compareSequences(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i] - b[i]
  return a.length - b.length
}

function sharedBeginning(a: readonly number[], b: readonly number[]): number {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length++
  return length
}

function invert(permutation: Int32Array): Int32Array {
  const inverse = new Int32Array(permutation.length)
  for (const [v, image] of permutation.entries()) inverse[image] = v
  return inverse
}

/** The graph under a labelling: vertex colours, then pairs row by row. Equal forms are equal graphs. */
function writeForm(graph: ColouredGraph, position: Int32Array): Int32Array {
  const { size, vertices, pairs } = graph
  const order = invert(position)
  const form = new Int32Array(size + size * size)
  for (let i = 0; i < size; i++) {
    form[i] = vertices[order[i]]
    for (let j = 0; j < size; j++) if (i !== j) form[size + i * size + j] = pairs[order[i] * size + order[j]]
  }
  return form
}

/** [vertex] a representative of its orbit under those of the automorphisms that leave every vertex of `path` in place. */
function orbits(search: Search, path: readonly number[]): Int32Array {
  const parent = Int32Array.from({ length: search.graph.size }, (_, v) => v)
  const find = (v: number): number => {
    let root = v
    while (parent[root] !== root) root = parent[root]
    return root
  }
  for (const automorphism of search.automorphisms) {
    if (path.some((v) => automorphism[v] !== v)) continue
    for (const [v, image] of automorphism.entries()) parent[find(v)] = find(image)
  }
  return parent.map((_, v) => find(v))
}

/**
 * Compares a finished labelling with the best. Returns the depth at which the search goes on: one that equals the best
 * proves the whole branch below their last common node to be a copy of one already walked through.
 */
function visitLeaf(search: Search, position: Int32Array, path: readonly number[], traces: readonly number[]): number {
  const { best } = search
  const form = writeForm(search.graph, position)
  const difference =
    best === undefined ? -1 : compareSequences(traces, best.traces) || compareSequences(form, best.form)
  if (best === undefined || difference < 0) {
    search.best = { position, traces: [...traces], path: [...path], form }
  } else if (difference === 0) {
    const bestOrder = invert(best.position)
    search.automorphisms.push(position.map((i) => bestOrder[i]))
    return sharedBeginning(path, best.path)
  }
  return path.length
}

/** True while nothing below a node with these traces can come before the best. */
function isWorse(search: Search, traces: readonly number[]): boolean {
  if (search.best === undefined) return false
  return compareSequences(traces, search.best.traces.slice(0, traces.length)) > 0
}

/** Depth first. Returns the depth to go on at, -1 to stop for good. */
function explore(search: Search, partition: Partition, path: readonly number[], traces: readonly number[]): number {
  if (++search.nodes > search.nodeLimit) return -1
  if (isWorse(search, traces)) return path.length
  if (partition.cells === search.graph.size) return visitLeaf(search, partition.colours, path, traces)
  const explored: number[] = []
  for (const vertex of targetCell(partition)) {
    const orbit = orbits(search, path)
    if (explored.some((v) => orbit[v] === orbit[vertex])) continue
    explored.push(vertex)
    const child = individualise(search.graph, partition, vertex)
    const depth = explore(search, child, [...path, vertex], [...traces, child.trace])
    if (depth < path.length) return depth
  }
  return path.length
}

/**
 * Canonical labelling by individualisation and refinement (McKay, "Practical graph isomorphism", Congressus Numerantium
 * 30, 1981): walks the tree of ordered partitions and keeps the leaf whose (traces, form) comes first. Branches are cut
 * by the best leaf so far and by the automorphisms met. The order of the walk depends on the numbering of the input;
 * the form it ends with does not.
 */
export function canonicalLabelling(graph: ColouredGraph, nodeLimit: number): Labelling {
  const search: Search = { graph, nodeLimit, nodes: 0, best: undefined, automorphisms: [] }
  const root = initialPartition(graph)
  const end = explore(search, root, [], [root.trace])
  const identity = Int32Array.from({ length: graph.size }, (_, v) => v)
  return { order: search.best === undefined ? identity : invert(search.best.position), complete: end >= 0 }
}
