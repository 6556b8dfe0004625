import type { EncodedDataset } from '../../../src/data/dataset.js'
import { DatasetBuilder } from '../../../src/data/encoded-dataset.js'
import { type Key, key, uniform } from '../../../src/kernel/numerics/random.js'
import { Learner, type LearnerTask } from '../../../src/learning/super-spike/learner.js'
import { OnlineReference } from '../../../src/learning/super-spike/online-reference.js'
import { wire } from '../../../src/learning/super-spike/wiring.js'
import { superSpikeRecipeSchema } from '../../../src/learning/super-spike-recipe.js'
import type { Topology } from '../../../src/topology/topology.js'
import { parseTopology } from '../../../src/topology/topology-document.js'

export type Spikes = readonly (readonly [step: number, neuron: number])[]

export interface PatternShape {
  readonly inputs: number
  readonly outputs: number
  readonly steps: number
  readonly dt?: number
}

/** One pattern, which is in the weights, the selection and the test split. */
export function pattern(
  { inputs, outputs, steps, dt = 1e-4 }: PatternShape,
  events: Spikes,
  target: Spikes,
): EncodedDataset {
  const builder = new DatasetBuilder({ name: 'pattern', channels: inputs, classNames: [], outputs, dt })
  for (const split of ['weights', 'selection', 'test'] as const) {
    builder.startSample({ steps, label: 0, split })
    for (const [step, channel] of events) builder.event(step, channel)
    for (const [step, output] of target) builder.targetSpike(step, output)
  }
  return builder.finish()
}

/** Poisson trains, sorted by step. */
export function noise(neurons: number, steps: number, probability: number, k: Key): [number, number][] {
  const spikes: [number, number][] = []
  for (let step = 0; step < steps; step++) {
    for (let n = 0; n < neurons; n++) if (uniform(k, step, n) < probability) spikes.push([step, n])
  }
  return spikes
}

export function network(
  change: { inputs?: number; layers?: object[]; outputs?: number; tau?: [number, number] } = {},
): Topology {
  const { inputs = 1, layers = [{ neurons: 1 }], outputs = 1, tau = [100, 50] } = change
  return parseTopology(
    {
      neuron: { model: 'lif', tauMem: tau[0], tauSyn: tau[1] },
      inputs,
      layers: layers.map((layer) => ({ recurrent: { kind: 'none' }, ...layer })),
      readout: { kind: 'spiking', classes: outputs },
    },
    'test',
  )
}

export function setup(topology: Topology, recipe: object, dt = 1e-4): LearnerTask {
  const parsed = superSpikeRecipeSchema.parse({ rule: 'super-spike', ...recipe })
  return {
    wiring: wire(topology, parsed),
    neuron: topology.neuron,
    recipe: parsed,
    dt,
    replicate: key(1, 'replicate', 0),
  }
}

export function both(task: LearnerTask, weights?: readonly number[]): { fast: Learner; online: OnlineReference } {
  const own = () => (weights ? Float64Array.from(weights) : undefined)
  return { fast: new Learner(task, own()), online: new OnlineReference(task, own()) }
}
