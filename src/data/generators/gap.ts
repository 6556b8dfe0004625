/** Draws of the number of silent cells before the next spike, when each cell spikes with probability p. */
export type GapDraw = (u: number) => number

const GUIDES = 256
const LONGEST_TABLE = 4096
/** Longer than any trial; ends the search when p is so small that rounding leaves nothing of u. */
const FOREVER = 2 ** 27

/**
 * Geometric numbers by inversion: the smallest k with 1 - (1 - p)^(k + 1) > u, for u uniform in [0, 1). A table with a
 * guide to start in it costs a tenth of a logarithm; past its end it starts over with what is left of u, which the
 * geometric distribution, having no memory, allows. p in [0, 1); 0 gives Infinity.
 */
export function gapDraw(p: number): GapDraw {
  if (p === 0) return () => Number.POSITIVE_INFINITY
  const table = cumulative(p)
  const guide = guides(table)
  const last = table[table.length - 1]
  return (u) => {
    let past = 0
    let rest = u
    while (rest >= last) {
      rest = (rest - last) / (1 - last)
      past += table.length
      if (past > FOREVER) return past
    }
    let k = guide[Math.floor(rest * GUIDES)]
    while (table[k] <= rest) k++
    return past + k
  }
}

/** [k] P(gap <= k), up to 0.999 or the longest table. */
function cumulative(p: number): Float64Array {
  const table: number[] = []
  for (let silent = 1; silent > 0.001 && table.length < LONGEST_TABLE; ) {
    silent *= 1 - p
    table.push(1 - silent)
  }
  return Float64Array.from(table)
}

/** [j] where to start for u in [j, j + 1) / GUIDES. */
function guides(table: Float64Array): Uint16Array {
  const guide = new Uint16Array(GUIDES)
  for (let j = 0, k = 0; j < GUIDES; j++) {
    while (k < table.length - 1 && table[k] <= j / GUIDES) k++
    guide[j] = k
  }
  return guide
}
