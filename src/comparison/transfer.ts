import { parseStudy, type Study, studyDocument } from '../search/study.js'
import { carryTopology } from '../topology/carry-topology.js'
import { requiredLayers, type SearchSpace, type SpaceLayer } from '../topology/search-space.js'
import type { Topology } from '../topology/topology.js'
import { topologyDocument } from '../topology/topology-document.js'

export interface TransferSettings {
  /** Of every layer; those of the study's space when left out. */
  readonly neurons?: number | undefined
  /** Trainings of each topology, and topologies drawn of each random arm. */
  readonly replicates: number
  readonly draws: number
}

/**
 * The study that asks how a topology found elsewhere does on another study's data: its motifs carried to that study's
 * layers, judged once on the selection split, and then checked as a discovered topology is, beside motifs of its own size
 * that nobody searched for. Recipe, data and constants are the target's; its constraints, objectives and budget, which are
 * about a search, are not. Throws UsageError where the topology does not fit.
 */
export function transferStudy(target: Study, topology: Topology, settings: TransferSettings, where: string): Study {
  const { neurons, replicates, draws } = settings
  const space = spaceOf(target.space, topology, neurons)
  const carried = carryTopology(topology, space, where)
  const own: Study = {
    ...searchless(target),
    name: `transfer-${target.name}`,
    question: 'Does a motif that was found elsewhere help here?',
    space: { ...space, layers: space.layers.map((layer, l) => layerLike(layer, carried, l)) },
    schedule: { iterations: 1 },
    strategy: { name: 'handmade', settings: { topologies: [topologyDocument(carried)] } },
    comparisons: [
      {
        replicates,
        arms: [
          { topology: 'random', draws },
          { topology: 'dense-ei', draws },
          { topology: 'all-excitatory', draws: 1 },
        ],
        override: {},
        question: `a carried motif on ${target.name}`,
      },
    ],
  }
  return parseStudy(studyDocument(own), where)
}

function searchless({ constraints: _, objectives: __, from: ___, budget: ____, ...rest }: Study): Study {
  return rest
}

/** One pair of time constants, and as many layers as the topology has or the space needs. */
function spaceOf(
  { neuronChoices: _, layers, ...rest }: SearchSpace,
  topology: Topology,
  neurons: number | undefined,
): SearchSpace {
  const depth = Math.max(requiredLayers({ ...rest, layers }), Math.min(topology.layers.length, layers.length))
  const kept = layers.slice(0, depth).map(({ optional: __, ...layer }) => layer)
  // More layers than the study has are refused by name, not cut off.
  return { ...rest, layers: kept.map((layer) => ({ ...layer, neurons: neurons ?? layer.neurons })) }
}

/** The arms of the check are drawn in the size, ring and signs of the carried motif. */
function layerLike(layer: SpaceLayer, carried: Topology, index: number): SpaceLayer {
  const { recurrent } = carried.layers[index]
  if (recurrent.kind !== 'motif') throw new Error('a carried layer has a motif')
  const { motif, ring, signs } = recurrent
  const isLinked = motif.lateral.some((type) => type !== 'absent')
  return {
    ...layer,
    motifSizes: [motif.size],
    synapses: 'search',
    lateral: isLinked ? 'search' : layer.lateral,
    ring,
    signs,
  }
}
