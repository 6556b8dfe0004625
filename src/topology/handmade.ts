import { didYouMean } from '../nearest-name.js'
import { UsageError } from '../usage-error.js'
import { firstFeedForward } from './feed-forward-space.js'
import type { HandmadeSettings, LayerMaker } from './handmade-layer.js'
import { allExcitatory, denseEI, eiMatched, random, ring } from './handmade-motifs.js'
import {
  echoState,
  feedForward,
  fullyConnected,
  fullyConnectedEI,
  randomSparse,
  reservoir,
  smallWorld,
} from './handmade-sparse.js'
import { type SearchSpace, topologyIn } from './search-space.js'
import type { Topology } from './topology.js'

export type { HandmadeSettings } from './handmade-layer.js'

/** Topologies nobody searched for: what a discovered one has to beat. */
interface Handmade {
  readonly layer: LayerMaker
  /** The paper it is from; `ours` where it is a control of this project. */
  readonly source: string
  /** Whether the key decides anything. */
  readonly isRandom: boolean
  /** `readout`: meant with input and recurrent weights that stay as drawn. */
  readonly learns: 'all' | 'readout'
}

const drawn = { isRandom: true, learns: 'all' } as const
const fixed = { isRandom: false, learns: 'all' } as const

const HANDMADE = {
  'feed-forward': { layer: feedForward, source: 'ours', ...fixed },
  'all-excitatory': { layer: allExcitatory, source: 'ours', ...fixed },
  ring: { layer: ring, source: 'ours', ...fixed },
  random: { layer: random, source: 'ours', ...drawn },
  'dense-ei': { layer: denseEI, source: 'ours', ...drawn },
  'ei-matched': { layer: eiMatched, source: 'ours', ...drawn },
  'fully-connected': { layer: fullyConnected, source: 'Elman 1990', ...fixed },
  'fully-connected-ei': { layer: fullyConnectedEI, source: 'Song, Yang & Wang 2016', ...drawn },
  'random-sparse': { layer: randomSparse, source: 'Erdos & Renyi 1959', ...drawn },
  'small-world': { layer: smallWorld, source: 'Watts & Strogatz 1998', ...drawn },
  reservoir: { layer: reservoir, source: 'Maass et al. 2002, Zhang & Li 2019', ...drawn },
  'liquid-state-machine': { layer: reservoir, source: 'Maass et al. 2002', isRandom: true, learns: 'readout' },
  'echo-state': { layer: echoState, source: 'Jaeger 2001', isRandom: true, learns: 'readout' },
} as const satisfies Record<string, Handmade>

export type HandmadeName = keyof typeof HANDMADE

const isHandmadeName = (name: string): name is HandmadeName => Object.hasOwn(HANDMADE, name)

export const handmadeNames: readonly HandmadeName[] = Object.freeze(Object.keys(HANDMADE).filter(isHandmadeName))

/** What is known of the handmade topology of that name. Throws a UsageError for an unknown one. */
export function handmadeKind(name: string): Omit<Handmade, 'layer'> {
  return entryOf(name)
}

function entryOf(name: string): Handmade {
  if (isHandmadeName(name)) return HANDMADE[name]
  const hint = didYouMean(name, handmadeNames) || `; known are ${handmadeNames.join(', ')}`
  throw new UsageError(`"${name}" is no handmade topology${hint}`)
}

/**
 * The handmade topology of that name, with the space's neuron, inputs, readout and layer widths. Lateral links and
 * self-connections exist where the space has them. Throws a UsageError for an unknown name, a motif size that does not
 * divide a layer, or a synapse count that does not fit one.
 */
export function handmadeTopology(name: string, space: SearchSpace, settings: HandmadeSettings): Topology {
  const { layer: make } = entryOf(name)
  if (space.feedForward) {
    if (name === 'feed-forward') return firstFeedForward(space, space.feedForward)
    throw new UsageError(
      `${name} has recurrence, but the space of the study has feedForward: only feed-forward is of it`,
    )
  }
  return topologyIn(
    space,
    space.layers.map((layer, index) => make(layer, index, settings)),
  )
}
