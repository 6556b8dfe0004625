import type { EncodedDataset } from '../../data/dataset.js'
import { key } from '../../kernel/numerics/random.js'
import type { AnyNetwork } from '../network-file.js'
import { samplesToScore } from '../samples.js'
import { emptyRun, Learner } from './learner.js'
import { wire } from './wiring.js'

/** Sorted by step. */
export interface PatternSpikes {
  readonly step: Uint16Array
  readonly channel: Uint16Array
}

/** What was asked of a network and what it fires. */
export interface PatternOutput {
  readonly steps: number
  /** Seconds per step. */
  readonly dt: number
  readonly outputs: number
  readonly target: PatternSpikes
  readonly output: PatternSpikes
  /** [hidden neuron] Hz; empty without a hidden layer. */
  readonly hiddenRates: readonly number[]
}

/**
 * Of a trained network while its pattern comes again: with everything frozen every repetition after the first is the same.
 * Undefined of networks of other rules and of samples with classes.
 */
export function patternOutput(network: AnyNetwork, data: EncodedDataset): PatternOutput | undefined {
  const { recipe, topology, seed, replicate } = network
  const { target, dt } = data
  if (!('numbers' in network) || recipe.rule !== 'super-spike' || target === undefined || dt === null) return undefined
  const [sample] = samplesToScore(data, 'selection')
  const wiring = wire(topology, recipe)
  const setup = { wiring, neuron: topology.neuron, recipe, dt, replicate: key(seed, 'replicate', replicate) }
  const learner = new Learner(setup, Float64Array.from(network.numbers.weights))
  const sizes = wiring.layers.slice(0, -1).map(({ neurons }) => neurons)
  const counts = sizes.map((neurons) => new Float64Array(neurons))
  const fired: [step: number, output: number][] = []
  learner.run(data, sample, null, emptyRun())
  learner.run(data, sample, null, emptyRun(), (layer, step, neuron) => {
    if (layer === sizes.length) fired.push([step, neuron])
    else counts[layer][neuron]++
  })
  const [from, to] = [target.start[sample], target.start[sample + 1]]
  const steps = data.steps[sample]
  return {
    ...{ steps, dt, outputs: target.outputs },
    target: { step: target.step.slice(from, to), channel: target.output.slice(from, to) },
    output: {
      step: Uint16Array.from(fired, ([step]) => step),
      channel: Uint16Array.from(fired, ([, output]) => output),
    },
    hiddenRates: counts.flatMap((layer) => Array.from(layer, (spikes) => spikes / (steps * dt))),
  }
}
