import { matchMotifs } from '../topology/match-motifs.js'
import { type Motif, relabelMotif, type SynapseType } from '../topology/motif.js'
import type { Topology } from '../topology/topology.js'
import type { Supernet } from './supernet.js'

const TYPES: readonly SynapseType[] = ['excitatory', 'inhibitory', 'absent']

/** A numbering that is nearly the most alike will do. */
const MATCH_NODES = 20_000

/**
 * Alpha that leans towards topologies of the supernet's space: `strength`, shared equally among them, is added to the logit
 * of every choice that they make, so that one topology with strength s has each of its types with probability
 * e^s / (e^s + 2) at the start. Motifs of one size are first numbered to be most like the first of them.
 */
export function leaningAlpha(
  net: Supernet,
  alpha: Float64Array,
  topologies: readonly Topology[],
  strength: number,
): Float64Array {
  const leaning = alpha.slice()
  const share = strength / topologies.length
  net.layers.forEach((layer, l) => {
    const motifs = topologies.flatMap((topology) => {
      const recurrent = topology.layers.at(l)?.recurrent
      return recurrent?.kind === 'motif' ? [recurrent.motif] : []
    })
    for (const motif of motifs) {
      const o = layer.options.findIndex(({ size }) => size === motif.size)
      if (o < 0) continue
      const like = numberedAs(motifs.find(({ size }) => size === motif.size) ?? motif, motif)
      leaning[layer.sizeAlpha + o] += share
      for (const { kind, gates, alpha: first, fixed } of layer.options[o].groups) {
        for (let gate = 0; gate < gates; gate++) {
          if (fixed[gate] !== undefined) continue
          const type = kind === 'lateral' ? like.lateral[gate] : typeOfGate(like, gate)
          leaning[first + 3 * gate + TYPES.indexOf(type)] += share
        }
      }
    }
  })
  return leaning
}

/** Block gates are in the order [pre][post]. */
const typeOfGate = ({ size, synapses }: Motif, gate: number): SynapseType =>
  synapses[gate % size][Math.floor(gate / size)]

const numberedAs = (first: Motif, motif: Motif): Motif =>
  first === motif ? motif : relabelMotif(motif, matchMotifs(first, motif, MATCH_NODES).order)
