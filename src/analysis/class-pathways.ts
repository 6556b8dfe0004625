import { jaccard } from './active-sets.js'
import { meanOf } from './spread-profile.js'

/** Weights from the neurons of one layer to those of the next, or to the outputs. */
export interface Projection {
  readonly from: number
  readonly to: number
  weight(from: number, to: number): number
}

/** A trained network as its pathways see it: hidden layers from below, each with what it projects to. */
export interface LayeredWeights {
  readonly names: readonly string[]
  /** [hidden layer] to the next one; the last to the outputs. */
  readonly projections: readonly Projection[]
  /** [hidden layer][neuron] 1: may belong to a pathway (excitatory); null: all. */
  readonly excitatory: readonly (Uint8Array | null)[]
}

/** [hidden layer][class][neuron] 1: on the class's pathway. */
export type ClassPathways = readonly (readonly Uint8Array[])[]

/** Share of a layer's excitatory neurons that make a pathway. */
export const PATHWAY_SHARE = 0.1

/**
 * The strongest excitatory way to each output, found backwards from it: score_L = W_out[:, c]^+, score_l = W_(l, l+1)^+ restricted
 * to what was selected above, times its scores; the top share of each layer is the pathway. The idea is of a poster of
 * Oberste-Frielinghaus et al. 2025, the rule ours.
 */
export function classPathways({ projections, excitatory }: LayeredWeights, share = PATHWAY_SHARE): ClassPathways {
  const classes = projections[projections.length - 1].to
  const perClass = Array.from({ length: classes }, (_, c) => {
    const selected: Uint8Array[] = []
    let above: Float64Array = Float64Array.from({ length: classes }, (_, k) => (k === c ? 1 : 0))
    for (let l = projections.length - 1; l >= 0; l--) {
      const { from, to, weight } = projections[l]
      const scores = Float64Array.from({ length: from }, (_, i) => {
        if (excitatory[l]?.[i] === 0) return 0
        let sum = 0
        for (let j = 0; j < to; j++) if (above[j] > 0) sum += Math.max(0, weight(i, j)) * above[j]
        return sum
      })
      const set = topShare(scores, share, excitatory[l])
      selected.unshift(set)
      above = scores.map((score, i) => score * set[i])
    }
    return selected
  })
  return projections.map((_, l) => perClass.map((layers) => layers[l]))
}

/** At least one neuron; none of score 0. */
function topShare(scores: Float64Array, share: number, allowed: Uint8Array | null): Uint8Array {
  const candidates = allowed === null ? scores.length : allowed.reduce((sum, one) => sum + one, 0)
  const count = Math.max(1, Math.round(share * candidates))
  const order = Array.from(scores.keys())
    .filter((i) => scores[i] > 0)
    .sort((i, j) => scores[j] - scores[i] || i - j)
  const set = new Uint8Array(scores.length)
  for (const i of order.slice(0, count)) set[i] = 1
  return set
}

export interface PathwayMeasures {
  readonly layer: string
  /** [class][class] Jaccard index of the pathways. */
  readonly overlaps: readonly (readonly number[])[]
  /** 1 - mean Jaccard index of two classes. */
  readonly distinctness: number
  /** [class][class] mean excitatory weight from a class's pathway to a class's pathway of the next layer, or to its output. */
  readonly flow: readonly (readonly number[])[]
  /** Jaccard index of a class's pathway with its own assembly, less the mean with other classes'. */
  readonly agreement: number
}

/** `assemblies`: [hidden layer][class][neuron], of all neurons. */
export function pathwayMeasures(
  { names, projections }: LayeredWeights,
  pathways: ClassPathways,
  assemblies: readonly (readonly Uint8Array[])[],
): PathwayMeasures[] {
  return pathways.map((sets, l) => {
    const overlaps = sets.map((a) => sets.map((b) => jaccard(a, b)))
    const own = meanOf(sets.map((set, c) => jaccard(set, assemblies[l][c])))
    const others = meanOf(sets.flatMap((set, c) => assemblies[l].filter((_, d) => d !== c).map((a) => jaccard(set, a))))
    return {
      layer: names[l],
      overlaps,
      flow: sets.map((from) => outputsOrPathways(pathways, l).map((to) => meanExcitation(projections[l], from, to))),
      distinctness: 1 - meanOf(overlaps.flatMap((row, c) => row.filter((_, d) => d < c))),
      agreement: own - others,
    }
  })
}

/** Where a layer's pathways lead: [class][neuron of the next layer, or output]. */
function outputsOrPathways(pathways: ClassPathways, layer: number): readonly Uint8Array[] {
  if (layer + 1 < pathways.length) return pathways[layer + 1]
  const classes = pathways[layer].length
  return Array.from({ length: classes }, (_, c) => Uint8Array.from({ length: classes }, (_, k) => (k === c ? 1 : 0)))
}

function meanExcitation({ weight }: Projection, from: Uint8Array, to: Uint8Array): number {
  let sum = 0
  let pairs = 0
  from.forEach((own, i) => {
    if (own === 0) return
    to.forEach((reached, j) => {
      if (reached === 0) return
      sum += Math.max(0, weight(i, j))
      pairs++
    })
  })
  return pairs === 0 ? 0 : sum / pairs
}

export interface LesionMeasures {
  readonly layer: string
  /** [class lesioned][class] recall lost: recall of the whole network less that without the pathway. */
  readonly lost: readonly (readonly number[])[]
  /** Mean loss of the class whose pathway was silenced, and of the others. */
  readonly own: number
  readonly others: number
}

/** `recall(silenced)`: [class] recall with these neurons of the layer silent. */
export function lesionTest(
  layer: string,
  pathways: readonly Uint8Array[],
  recall: (silenced: Uint8Array) => readonly number[],
): LesionMeasures {
  const whole = recall(new Uint8Array(pathways[0].length))
  const lost = pathways.map((set) => recall(set).map((left, c) => whole[c] - left))
  return {
    layer,
    lost,
    own: meanOf(lost.map((row, c) => row[c])),
    others: meanOf(lost.flatMap((row, c) => row.filter((_, d) => d !== c))),
  }
}
