import { discretise, mostProbable, TYPES } from '../learning/alpha.js'
import type { SizeOption, Supernet } from '../learning/supernet.js'
import { fanOut } from '../topology/fan-out.js'
import { fanIns, measureTopology, TOPOLOGY_MEASURES, type TopologyMeasure } from '../topology/measures.js'
import type { Topology } from '../topology/topology.js'
import { type Constraints, violation } from './constraints.js'

/**
 * Probabilities whose most probable topology keeps to the constraints: the given ones where theirs does, or else with the types
 * decided otherwise that cost the least probability, the most probable motif sizes first. Where that finds nothing, the given ones.
 */
export function admissibleChances(net: Supernet, chances: Float64Array, constraints: Constraints): Float64Array {
  if (!violation(discretise(net, chances), constraints)) return chances
  for (const options of sizeChoices(net, chances)) {
    const found = nearest(net, chances, options, constraints)
    if (found) return found
  }
  return chances
}

/** One option per layer, the most probable first. */
function sizeChoices(net: Supernet, chances: Float64Array): readonly SizeOption[][] {
  const weighed = net.layers.reduce<{ options: SizeOption[]; chance: number }[]>(
    (before, layer) =>
      before.flatMap(({ options, chance }) =>
        layer.options.map((option, o) => ({
          options: [...options, option],
          chance: chance * chances[layer.sizeAlpha + o],
        })),
      ),
    [{ options: [], chance: 1 }],
  )
  return weighed.sort((a, b) => b.chance - a.chance).map(({ options }) => options)
}

/** A gate's other type and how probable it is beside the most probable one. */
interface Change {
  readonly at: number
  readonly type: number
  readonly ratio: number
}

function changesOf(options: readonly SizeOption[], chances: Float64Array): Change[] {
  const changes: Change[] = []
  for (const { groups } of options) {
    for (const { gates, alpha, fixed } of groups) {
      for (let gate = 0; gate < gates; gate++) {
        if (fixed[gate] !== undefined) continue
        const at = alpha + 3 * gate
        const own = TYPES.indexOf(mostProbable(chances, at))
        for (let type = 0; type < TYPES.length; type++) {
          if (type !== own) changes.push({ at, type, ratio: chances[at + type] / chances[at + own] })
        }
      }
    }
  }
  return changes.sort((a, b) => b.ratio - a.ratio)
}

/** Changes what costs least until nothing is broken, then takes back, the dearest first, what was not needed. */
function nearest(
  net: Supernet,
  chances: Float64Array,
  options: readonly SizeOption[],
  constraints: Constraints,
): Float64Array | undefined {
  const now = Float64Array.from(chances)
  net.layers.forEach((layer, l) => {
    layer.options.forEach((option, o) => {
      now[layer.sizeAlpha + o] = option === options[l] ? 1 : 0
    })
  })
  const excess = () => excessOf(discretise(net, now), constraints)
  const changed = new Set<number>()
  let left = excess()
  for (const { at, type } of changesOf(options, chances)) {
    if (left === 0) break
    const before = now.slice(at, at + 3)
    for (let other = 0; other < TYPES.length; other++) now[at + other] = other === type ? 1 : 0
    const then = excess()
    if (then < left) {
      left = then
      changed.add(at)
    } else now.set(before, at)
  }
  if (left > 0) return undefined
  for (const at of [...changed].reverse()) {
    const needed = now.slice(at, at + 3)
    now.set(chances.subarray(at, at + 3), at)
    if (excess() > 0) now.set(needed, at)
  }
  return now
}

/**
 * How far a topology is outside of its limits, over all of them; 0 within. Every neuron with too many synapses counts, so that each
 * of several that have equally many is a step nearer.
 */
function excessOf(topology: Topology, constraints: Constraints): number {
  let sum = 0
  for (const measure of TOPOLOGY_MEASURES) {
    const limits = constraints[measure]
    if (!limits) continue
    const { min = 0, max = Number.POSITIVE_INFINITY } = limits
    const below = Math.max(0, min - measureTopology(topology, measure)) / Math.max(1, min)
    const above =
      countsOf(topology, measure).reduce((all, count) => all + Math.max(0, count - max), 0) / Math.max(1, max)
    sum += below + above
  }
  return sum
}

function countsOf(topology: Topology, measure: TopologyMeasure): readonly number[] {
  if (measure === 'fanIn') return fanIns(topology)
  return measure === 'fanOut' ? Array.from(fanOut(topology).neurons) : [measureTopology(topology, measure)]
}
