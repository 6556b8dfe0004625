import { integer, type Key, key } from '../kernel/numerics/random.js'
import type { Layer, NeuronModel, Topology } from './topology.js'
import { type NetworkFrame, topologyIn } from './topology-in.js'

/** Networks without recurrence: how many layers, how wide each, and one share of inhibitory neurons for all. */
export interface FeedForwardChoices {
  readonly depth: readonly number[]
  readonly neurons: readonly number[]
  /** `free`: weights of either sign. */
  readonly inhibitoryShare: readonly (number | 'free')[]
}

type Share = number | 'free'

function layerOf(neurons: number, share: Share): Layer {
  const inhibitory = share === 'free' ? {} : { inhibitory: Math.round(share * neurons) }
  return { neurons, input: { kind: 'full' }, recurrent: { kind: 'none', ...inhibitory } }
}

const shareOf = ({ neurons, recurrent }: Layer, shares: readonly Share[]): Share | undefined =>
  shares.find((share) => {
    const inhibitory = recurrent.kind === 'none' ? recurrent.inhibitory : undefined
    return share === 'free' ? inhibitory === undefined : inhibitory === Math.round(share * neurons)
  })

const choose = <T>(values: readonly T[], k: Key, counter: number): T => values[integer(k, counter, values.length)]

export function randomFeedForward(
  space: NetworkFrame,
  choices: FeedForwardChoices,
  neuron: NeuronModel,
  k: Key,
): Topology {
  const shape = key(k, 'feed-forward')
  const share = choose(choices.inhibitoryShare, shape, 1)
  const depth = choose(choices.depth, shape, 0)
  const layers = Array.from({ length: depth }, (_, l) => layerOf(choose(choices.neurons, shape, 2 + l), share))
  return topologyIn(space, layers, neuron)
}

/** The first of all choices. */
export function firstFeedForward(
  space: NetworkFrame,
  { depth, neurons, inhibitoryShare }: FeedForwardChoices,
): Topology {
  return topologyIn(
    space,
    Array.from({ length: depth[0] }, () => layerOf(neurons[0], inhibitoryShare[0])),
  )
}

/** All one-step changes: a layer more or less, a layer one width on, another share of inhibition. */
export function feedForwardEdits(
  { layers, neuron }: Topology,
  space: NetworkFrame,
  choices: FeedForwardChoices,
): { readonly topology: Topology; readonly change: string }[] {
  const share = shareOf(layers[0], choices.inhibitoryShare)
  if (share === undefined) throw new RangeError('not of the space: its share of inhibitory neurons is no choice')
  const neighbours = (values: readonly number[], own: number): number[] => {
    const sorted = [...values].sort((a, b) => a - b)
    const at = sorted.indexOf(own)
    return [sorted[at - 1], sorted[at + 1]].filter((value) => value !== undefined)
  }
  const edited = (next: readonly Layer[], change: string) => ({ topology: topologyIn(space, next, neuron), change })
  const depths = neighbours(choices.depth, layers.length).map((depth) => {
    const top = layers[layers.length - 1].neurons
    const next = Array.from({ length: depth }, (_, l) => layers[l] ?? layerOf(top, share))
    return edited(next, `depth becomes ${depth}`)
  })
  const widths = layers.flatMap(({ neurons }, l) =>
    neighbours(choices.neurons, neurons).map((width) =>
      edited(
        layers.map((layer, i) => (i === l ? layerOf(width, share) : layer)),
        `layer ${l}: neurons become ${width}`,
      ),
    ),
  )
  const shares = choices.inhibitoryShare
    .filter((other) => other !== share)
    .map((other) =>
      edited(
        layers.map((layer) => layerOf(layer.neurons, other)),
        `inhibitory share becomes ${other}`,
      ),
    )
  return [...depths, ...widths, ...shares]
}

/** Whether it is one of the choices; else what it would have to be. */
export function brokenFeedForwardRule({ layers }: Topology, choices: FeedForwardChoices): string | undefined {
  if (!choices.depth.includes(layers.length)) return `${choices.depth.join(' or ')} layers (it has ${layers.length})`
  for (const layer of layers) {
    if (layer.recurrent.kind !== 'none') return `no recurrence (it has ${layer.recurrent.kind})`
    if (!choices.neurons.includes(layer.neurons))
      return `layers of ${choices.neurons.join(' or ')} neurons (one has ${layer.neurons})`
    if (shareOf(layer, choices.inhibitoryShare) === undefined) return 'a share of inhibitory neurons that is a choice'
  }
  return undefined
}

/** log10 of the number of shapes. */
export function feedForwardSize({ depth, neurons, inhibitoryShare }: FeedForwardChoices): number {
  return Math.log10(inhibitoryShare.length * depth.reduce((sum, d) => sum + neurons.length ** d, 0))
}

export function* allFeedForward(choices: FeedForwardChoices): Generator<Layer[]> {
  for (const share of choices.inhibitoryShare) {
    for (const depth of choices.depth) {
      for (let n = 0; n < choices.neurons.length ** depth; n++) {
        yield Array.from({ length: depth }, (_, l) =>
          layerOf(choices.neurons[Math.floor(n / choices.neurons.length ** l) % choices.neurons.length], share),
        )
      }
    }
  }
}
