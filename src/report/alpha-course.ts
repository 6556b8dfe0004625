import { createSupernet, type GateGroup, type SupernetLayer } from '../learning/supernet.js'
import type { SynapseType } from '../topology/motif.js'
import type { RunFacts } from './run-facts.js'

/** One synapse or link of a motif, and how alpha came to think of it. */
export interface GateCourse {
  /** `5 → 2`, or `lateral 3`. */
  readonly name: string
  readonly type: SynapseType
  /** [moment] probability of excitation and of inhibition. */
  readonly excitatory: readonly number[]
  readonly inhibitory: readonly number[]
}

export interface LayerCourse {
  /** [moment] from 1. */
  readonly iterations: readonly number[]
  readonly sizes: readonly { readonly size: number; readonly probability: readonly number[] }[]
  /** The most probable one in the end, whose gates these are. */
  readonly size: number
  readonly gates: readonly GateCourse[]
}

/** At most this many moments are told of. */
const MOMENTS = 50

/** [layer] What the traces of alpha say; empty in runs without them. */
export function alphaCourse({ store, study, iterations }: RunFacts): LayerCourse[] {
  const traces = store.traces('alpha')
  if (traces.length === 0) return []
  const net = createSupernet(study.space)
  const each = Math.max(1, Math.ceil(traces.length / MOMENTS))
  const moments = traces.filter((_, i) => i % each === 0 || i === traces.length - 1)
  const chances = moments.map(({ values }) => values)
  const at = moments.map(({ step }) => iterations().iterationOf(step))
  return net.layers.map((layer) => layerCourse(layer, chances, at))
}

function layerCourse(
  layer: SupernetLayer,
  chances: readonly Float32Array[],
  iterations: readonly number[],
): LayerCourse {
  const sizes = layer.options.map(({ size }, o) => ({
    size,
    probability: chances.map((chance) => chance[layer.sizeAlpha + o]),
  }))
  const last = chances.length - 1
  const chosen = sizes.reduce((best, own, o) => (own.probability[last] > sizes[best].probability[last] ? o : best), 0)
  const { size, groups } = layer.options[chosen]
  return { iterations, sizes, size, gates: groups.flatMap((group) => groupGates(group, size, chances)) }
}

function groupGates(group: GateGroup, size: number, chances: readonly Float32Array[]): GateCourse[] {
  return Array.from({ length: group.gates }, (_, gate) => gate)
    .filter((gate) => group.fixed[gate] === undefined)
    .map((gate) => {
      const at = group.alpha + 3 * gate
      const excitatory = chances.map((chance) => chance[at])
      const inhibitory = chances.map((chance) => chance[at + 1])
      const name = group.kind === 'block' ? `${Math.floor(gate / size)} → ${gate % size}` : `lateral ${gate}`
      return { name, type: mostProbable(chances[chances.length - 1], at), excitatory, inhibitory }
    })
}

/** As alpha is made discrete: ties go to absent, then excitatory. */
function mostProbable(chance: Float32Array, at: number): SynapseType {
  const [e, i, absent] = [chance[at], chance[at + 1], chance[at + 2]]
  if (absent >= e && absent >= i) return 'absent'
  return e >= i ? 'excitatory' : 'inhibitory'
}
