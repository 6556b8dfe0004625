import { type Key, key } from '../kernel/numerics/random.js'
import { editTopology, type TopologyEdit } from '../topology/edit-topology.js'
import { randomTopology, type SearchSpace } from '../topology/search-space.js'
import type { Topology } from '../topology/topology.js'
import { UsageError } from '../usage-error.js'
import { brokenRule, type Constraints, violation } from './constraints.js'

/** Tries before a space is said to hold nothing that its constraints admit. */
const TRIES = 10_000

/** A topology drawn from the space that breaks no constraint; a function of the key. Throws UsageError. */
export function randomAdmissible(space: SearchSpace, constraints: Constraints, k: Key): Topology {
  // The first draw is that of a space without constraints.
  const draw = (attempt: number) => randomTopology(space, attempt === 0 ? k : key(k, 'again', attempt))
  return firstAdmissible(draw, constraints, (topology) => topology, 'topologies drawn from the space')
}

/** As `editTopology`, with a result that breaks no constraint. Throws UsageError when no edit of the topology does. */
export function admissibleEdit(
  topology: Topology,
  space: SearchSpace,
  constraints: Constraints,
  k: Key,
  structural?: number,
): TopologyEdit {
  const edit = (attempt: number) => editTopology(topology, space, key(k, 'try', attempt), structural)
  return firstAdmissible(edit, constraints, (edited) => edited.topology, 'edits of a topology')
}

function firstAdmissible<Made>(
  make: (attempt: number) => Made,
  constraints: Constraints,
  topologyOf: (made: Made) => Topology,
  what: string,
): Made {
  let reason = ''
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const made = make(attempt)
    const broken = violation(topologyOf(made), constraints)
    if (!broken) return made
    reason ||= `constraints.${broken.measure} must be ${brokenRule(broken)}, but the first has ${broken.value}`
  }
  throw new UsageError(`the constraints admit none of ${TRIES} ${what}: ${reason}; widen the constraints or the space`)
}
