/**
 * A directed graph with coloured vertices and edges, as the search for a canonical labelling sees a motif.
 * A `pair` joins the types of both directions, so one number says all about two vertices.
 */
export interface ColouredGraph {
  readonly size: number
  /** [vertex] any number; vertices of different values are never exchanged. */
  readonly vertices: Int32Array
  /** [v * size + u], row-major: a number below `pairKinds`. The diagonal is not read. */
  readonly pairs: Int32Array
  readonly pairKinds: number
}

/**
 * An ordered partition of the vertices: a vertex's colour is the position at which its cell starts, so a partition into
 * single vertices is a labelling. `trace` describes the cells and what runs between them without naming a vertex:
 * isomorphic partitions have equal traces, but equal traces prove nothing.
 */
export interface Partition {
  readonly colours: Int32Array
  readonly cells: number
  readonly trace: number
}

/** Scrambles 32 bits (the finaliser of MurmurHash3, Appleby 2011). */
function mix(word: number): number {
  let h = word | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/**
 * One number per vertex for the multiset of (colour of u, pair with u) over the other vertices u. A sum of scrambled
 * codes does not depend on their order; two multisets that collide merely stay in one cell for longer.
 */
function signatures(graph: ColouredGraph, colours: Int32Array): Int32Array {
  const { size, pairs, pairKinds } = graph
  const out = new Int32Array(size)
  for (let v = 0; v < size; v++) {
    let sum = 0
    for (let u = 0; u < size; u++) if (u !== v) sum = (sum + mix(colours[u] * pairKinds + pairs[v * size + u])) | 0
    out[v] = sum
  }
  return out
}

/** Splits every cell by `values`, smaller first, and returns the number of cells. Writes `colours`. */
function splitCells(colours: Int32Array, values: Int32Array): number {
  const order = Array.from(colours.keys()).sort((a, b) => colours[a] - colours[b] || values[a] - values[b])
  const old = colours.slice()
  let cells = 0
  let start = 0
  for (let i = 0; i < order.length; i++) {
    const v = order[i]
    const before = order[i - 1]
    if (i === 0 || old[v] !== old[before] || values[v] !== values[before]) {
      start = i
      cells++
    }
    colours[v] = start
  }
  return cells
}

/** Colour refinement (1-dimensional Weisfeiler-Leman): splits until vertices of one cell see every cell alike. */
function refine(graph: ColouredGraph, colours: Int32Array, cellsBefore: number): Partition {
  let cells = cellsBefore
  for (;;) {
    const values = signatures(graph, colours)
    const split = splitCells(colours, values)
    if (split > cells) {
      cells = split
      continue
    }
    let trace = cells
    for (let v = 0; v < graph.size; v++) trace = (trace + mix(mix(colours[v]) ^ values[v])) | 0
    return { colours, cells, trace }
  }
}

/** The coarsest stable partition that keeps vertex colours apart. */
export function initialPartition(graph: ColouredGraph): Partition {
  const colours = new Int32Array(graph.size)
  const cells = splitCells(colours, graph.vertices)
  return refine(graph, colours, cells)
}

/** Puts `vertex` in a cell of its own, before the others of its cell, and refines. */
export function individualise(graph: ColouredGraph, partition: Partition, vertex: number): Partition {
  const colours = partition.colours.slice()
  const cell = colours[vertex]
  for (let v = 0; v < graph.size; v++) if (colours[v] === cell && v !== vertex) colours[v] = cell + 1
  return refine(graph, colours, partition.cells + 1)
}

/** The vertices of the first of the smallest cells with more than one vertex, ascending; empty when there is none. */
export function targetCell(partition: Partition): number[] {
  const { colours } = partition
  const sizes = new Int32Array(colours.length)
  for (const colour of colours) sizes[colour]++
  let target = -1
  for (const [cell, size] of sizes.entries()) if (size > 1 && (target < 0 || size < sizes[target])) target = cell
  return target < 0 ? [] : Array.from(colours.keys()).filter((v) => colours[v] === target)
}
