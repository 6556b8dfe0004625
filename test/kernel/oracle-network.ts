import type { Sample } from '../../src/kernel/kernel.js'
import { type ConnectionPlan, type LayerPlan, type NetworkPlan, planOffsets } from '../../src/kernel/plan.js'
import type { LayerFixture, Matrix, NamedGradients, NetworkFixture } from '../oracle-fixture.js'

/** A fixture's network in the layout of a plan. */
export interface OracleNetwork {
  readonly plan: NetworkPlan
  readonly weights: Float64Array
  readonly resistance: Float64Array
  readonly tauMem: Float64Array
}

/** Recurrent weights as the fixtures draw them: two motifs, and links between their same-index neurons. */
const motifConnections = (size: number): ConnectionPlan[] => [
  { kind: 'block', size },
  { kind: 'lateral', distance: size, ring: false },
]

/** Recurrent weights of a layer as its plan has them, one array per connection: blocks, then links up and links down. */
export function recurrentWeights({ recurrent }: Pick<LayerFixture, 'recurrent'>, plan: LayerPlan): number[][] {
  if (!recurrent) return []
  const link = (k: number, i: number) => (i >= 0 && i < plan.neurons ? recurrent[k][i] : 0)
  return plan.connections.map((connection) => {
    switch (connection.kind) {
      case 'dense':
        return recurrent.flat()
      case 'block':
        return recurrent.flatMap((row, k) => {
          const start = k - (k % connection.size)
          return row.slice(start, start + connection.size)
        })
      case 'lateral': {
        const { distance } = connection
        return [...recurrent.map((_, k) => link(k, k + distance)), ...recurrent.map((_, k) => link(k, k - distance))]
      }
      default:
        throw new Error('no fixture is sparse')
    }
  })
}

export function layerPlanOf({ input, recurrent }: LayerFixture, motifSize: number | 'dense'): LayerPlan {
  const dense: ConnectionPlan[] = [{ kind: 'dense' }]
  const connections = recurrent === null ? [] : motifSize === 'dense' ? dense : motifConnections(motifSize)
  return { inputs: input.length, neurons: input[0].length, connections }
}

function layersOf({ layers, readout }: NetworkFixture): readonly LayerFixture[] {
  if (readout.kind === 'count') return layers
  return [...layers, { input: readout.weights, recurrent: null, tau: readout.tau ?? [], R: readout.R ?? [] }]
}

export function networkOf(network: NetworkFixture, motifSize: number): OracleNetwork {
  const { readout } = network
  const all = layersOf(network)
  const layers = all.map((layer) => layerPlanOf(layer, motifSize))
  const plan: NetworkPlan = {
    layers,
    tauSyn: network.tauSyn,
    readout: readout.kind === 'count' ? { kind: 'linear', classes: readout.weights[0].length } : { kind: 'counts' },
  }
  const weights = all.flatMap((layer, l) => flatLayer(layer.input, layer.recurrent, layers[l]))
  if (readout.kind === 'count') weights.push(...readout.weights.flat())
  return {
    plan,
    weights: Float64Array.from(weights),
    resistance: Float64Array.from(all.flatMap((layer) => layer.R)),
    tauMem: Float64Array.from(all.flatMap((layer) => layer.tau)),
  }
}

function flatLayer(input: Matrix, recurrent: Matrix | null | undefined, plan: LayerPlan): number[] {
  return [...input.flat(), ...recurrentWeights({ recurrent: recurrent ?? null }, plan).flat()]
}

/** Named gradients of a fixture in the layout of the plan. */
export function gradientsOf(gradients: NamedGradients, { plan }: OracleNetwork): Float64Array {
  const flat = plan.layers.flatMap((layer, l) => {
    const input = gradients[`layers.${l}.input`] ?? gradients['readout.weights']
    return flatLayer(input, gradients[`layers.${l}.recurrent`], layer)
  })
  if (plan.readout.kind === 'linear') flat.push(...gradients['readout.weights'].flat())
  if (flat.length !== planOffsets(plan).weights) throw new Error('gradients do not fit the plan')
  return Float64Array.from(flat)
}

/** [step][input] event counts as a sample. */
export function sampleOf(events: Matrix): Sample {
  const step: number[] = []
  const channel: number[] = []
  events.forEach((row, t) => {
    row.forEach((count, c) => {
      for (let n = 0; n < count; n++) {
        step.push(t)
        channel.push(c)
      }
    })
  })
  return { steps: events.length, step: Uint16Array.from(step), channel: Uint16Array.from(channel) }
}

/** Largest |a - b|, relative to the largest |b|. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths ${a.length} and ${b.length} differ`)
  let largest = 0
  let difference = 0
  for (let i = 0; i < b.length; i++) {
    largest = Math.max(largest, Math.abs(b[i]))
    const d = Math.abs(a[i] - b[i])
    if (!(d <= difference)) difference = d
  }
  return difference / largest
}
