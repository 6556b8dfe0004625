import { mayRelabel, plainRecurrent } from './canonical-form.js'
import { matchAsNumbered, matchMotifs } from './match-motifs.js'
import { measureTopology, TOPOLOGY_MEASURES, type TopologyMeasure } from './measures.js'
import { createMotif, type Motif, type SynapseType } from './motif.js'
import { layerSynapseCount } from './size.js'
import { type Layer, type Recurrent, startResistance, type Topology } from './topology.js'

/** The value in the first topology and in the second; null where one lacks it. */
export type Pair<T> = readonly [T, T]

/** A place in which two motifs differ, numbered as in the first; neurons it lacks come after its own. */
export interface PlaceChange {
  readonly post: number
  /** Undefined for a lateral link. */
  readonly pre?: number
  readonly from: SynapseType
  readonly to: SynapseType
}

export interface PlaceChanges {
  readonly added: Readonly<Record<'excitatory' | 'inhibitory', number>>
  readonly removed: Readonly<Record<'excitatory' | 'inhibitory', number>>
  /** By what they became. */
  readonly flipped: Readonly<Record<'excitatory' | 'inhibitory', number>>
  readonly places: readonly PlaceChange[]
}

/** What two SC-ML layers' motifs differ in, per motif: every motif of a layer has the same. */
export interface MotifDiff {
  readonly size: Pair<number>
  readonly ring: Pair<boolean>
  readonly signs: Pair<string>
  /**
   * How the second motif's neurons were renumbered to be most like the first: `exact` (no numbering has fewer differences),
   * `heuristic` (pairwise exchanges found none with fewer), or `none`, where a mask tells the neurons apart.
   */
  readonly relabelling: 'exact' | 'heuristic' | 'none'
  /** Neuron `i` of the first stands for neuron `order[i]` of the second. */
  readonly order: readonly number[]
  readonly synapses: PlaceChanges
  readonly links: PlaceChanges
}

export interface LayerDiff {
  readonly neurons: Pair<number | null>
  readonly kind: Pair<Recurrent['kind'] | null>
  readonly input: Pair<string | null>
  /** Recurrent synapses of the whole layer. */
  readonly synapseCount: Pair<number | null>
  /** Where both are SC-ML layers. */
  readonly motif: MotifDiff | undefined
}

export interface TopologyDiff {
  readonly inputs: Pair<number>
  readonly readout: Pair<string>
  readonly tauMem: Pair<number>
  readonly tauSyn: Pair<number>
  readonly resistance: Pair<number>
  readonly measures: Readonly<Record<TopologyMeasure, Pair<number>>>
  readonly layers: readonly LayerDiff[]
}

/** What the second topology has that the first has not, and the other way round. */
export function topologyDiff(first: Topology, second: Topology): TopologyDiff {
  const [a, b] = [first, second].map(plain)
  const depth = Math.max(a.layers.length, b.layers.length)
  const measures = TOPOLOGY_MEASURES.map((measure) => {
    return [measure, [measureTopology(a, measure), measureTopology(b, measure)]] as const
  })
  return {
    inputs: [a.inputs, b.inputs],
    readout: [readoutText(a), readoutText(b)],
    tauMem: [a.neuron.tauMem, b.neuron.tauMem],
    tauSyn: [a.neuron.tauSyn, b.neuron.tauSyn],
    resistance: [startResistance(a.neuron), startResistance(b.neuron)],
    measures: Object.fromEntries(measures) as unknown as TopologyDiff['measures'],
    layers: Array.from({ length: depth }, (_, l) => layerDiff(a, b, l)),
  }
}

/** Without what has no effect, such as a link without a neighbour; neurons keep their numbers. */
function plain(t: Topology): Topology {
  return {
    ...t,
    layers: t.layers.map((layer) => ({ ...layer, recurrent: plainRecurrent(layer.recurrent, layer.neurons) })),
  }
}

const readoutText = ({ readout }: Topology): string => `${readout.kind}, ${readout.classes} classes`

function layerDiff(a: Topology, b: Topology, index: number): LayerDiff {
  const layers = [a, b].map((t) => t.layers.at(index))
  const pair = <T>(of: (layer: Layer) => T): Pair<T | null> => {
    const [x, y] = layers.map((layer) => (layer ? of(layer) : null))
    return [x, y]
  }
  const isFree = [a, b].every((t) => index >= t.layers.length || mayRelabel(t.layers, index))
  const [x, y] = layers.map((layer) => layer?.recurrent)
  return {
    neurons: pair(({ neurons }) => neurons),
    kind: pair(({ recurrent }) => recurrent.kind),
    input: pair(({ input }) => input.kind),
    synapseCount: pair(layerSynapseCount),
    motif: x?.kind === 'motif' && y?.kind === 'motif' ? motifDiff(x, y, isFree) : undefined,
  }
}

type MotifRecurrent = Extract<Recurrent, { kind: 'motif' }>

function motifDiff(first: MotifRecurrent, second: MotifRecurrent, mayRenumber: boolean): MotifDiff {
  // Where one has free signs, its types say only present or absent: so they are compared.
  const unsigned = first.signs === 'free' || second.signs === 'free'
  const [a, b] = [first.motif, second.motif].map((motif) => (unsigned ? presence(motif) : motif))
  const { order, exact } = mayRenumber ? matchMotifs(a, b) : matchAsNumbered(a, b)
  const n = order.length
  const type = (motif: Motif, post: number, pre: number): SynapseType => motif.synapses[post]?.[pre] ?? 'absent'
  const synapses: PlaceChange[] = []
  const links: PlaceChange[] = []
  for (let post = 0; post < n; post++) {
    for (let pre = 0; pre < n; pre++) {
      const [from, to] = [type(a, post, pre), type(b, order[post], order[pre])]
      if (from !== to) synapses.push({ post, pre, from, to })
    }
    const [from, to] = [a.lateral[post] ?? 'absent', b.lateral[order[post]] ?? 'absent']
    if (from !== to) links.push({ post, from, to })
  }
  return {
    size: [a.size, b.size],
    ring: [first.ring, second.ring],
    signs: [first.signs, second.signs],
    relabelling: mayRenumber ? (exact ? 'exact' : 'heuristic') : 'none',
    order,
    synapses: counted(synapses),
    links: counted(links),
  }
}

function presence(motif: Motif): Motif {
  const unsigned = (type: SynapseType): SynapseType => (type === 'absent' ? 'absent' : 'excitatory')
  return createMotif(
    motif.size,
    (post, pre) => unsigned(motif.synapses[post][pre]),
    (i) => unsigned(motif.lateral[i]),
  )
}

function counted(places: readonly PlaceChange[]): PlaceChanges {
  const [added, removed, flipped] = [0, 1, 2].map(() => ({ excitatory: 0, inhibitory: 0 }))
  for (const { from, to } of places) {
    if (to === 'absent') {
      if (from !== 'absent') removed[from]++
    } else if (from === 'absent') added[to]++
    else flipped[to]++
  }
  return { added, removed, flipped, places }
}
