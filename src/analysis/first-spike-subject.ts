import { classOf } from '../learning/first-spike/first-spike-loss.js'
import type { FirstSpikeRecipe } from '../learning/first-spike/first-spike-recipe.js'
import type { FirstSpikeStructure } from '../learning/first-spike/first-spike-structure.js'
import type { FirstSpikeRunner } from '../learning/first-spike/runner.js'
import type { SpikeSamples } from '../learning/first-spike/spike-samples.js'
import { type SpikeList, type SpikeRecord, spikeListOf } from './spike-record.js'
import { recallOf, type SynchronySubject } from './synchrony-subject.js'

/** Of densities, in units of tauSyn. */
const SMOOTHING = 0.02

/** A network of first spikes; takes over the runner. */
export function firstSpikeSubject(
  structure: FirstSpikeStructure,
  recipe: Pick<FirstSpikeRecipe, 'loss'>,
  samples: SpikeSamples,
  classNames: readonly string[],
  runner: FirstSpikeRunner,
): SynchronySubject {
  const { widths, inhibitory } = structure
  const hidden = widths.slice(1, -1)
  const names = ['input', ...hidden.map((_, l) => `hidden ${l + 1}`)]
  const excitatory = hidden.map((neurons, l) =>
    inhibitory === undefined
      ? null
      : Uint8Array.from({ length: neurons }, (_, i) => (i < neurons - inhibitory[l] ? 1 : 0)),
  )
  const times = new Float64Array(samples.channels)
  const run = (sample: number): Float64Array => {
    samples.read(sample, times)
    return runner.forward(times)
  }
  return {
    smoothing: SMOOTHING,
    weights: {
      names: names.slice(1),
      excitatory,
      projections: hidden.map((from, l) => ({
        from,
        to: widths[l + 2],
        weight: (i, j) => runner.weights(l + 1)[runner.weightIndex(l + 1, i, j)],
      })),
    },
    record(indices): SpikeRecord {
      const lists: SpikeList[][] = names.map(() => [])
      const decisions = new Float64Array(indices.length)
      const answers = new Int16Array(indices.length)
      for (let n = 0; n < indices.length; n++) {
        const outputs = run(indices[n])
        decisions[n] = Math.min(...outputs)
        answers[n] = classOf(recipe.loss, outputs)
        lists[0].push(spikeListOf(times))
        hidden.forEach((_, l) => {
          lists[l + 1].push(spikeListOf(runner.times(l)))
        })
      }
      return {
        unit: 'tauSyn',
        classNames,
        labels: Uint16Array.from(indices, (sample) => samples.label(sample)),
        answers,
        layers: names.map((name, l) => ({
          name,
          neurons: widths[l],
          excitatory: l === 0 ? null : excitatory[l - 1],
          spikes: lists[l],
        })),
        decisions,
        decidedBy: 'first output spike',
      }
    },
    recall(indices, layer, silenced) {
      const weights = runner.weights(layer + 1)
      const whole = weights.slice()
      // A spike that reaches nobody is no spike.
      for (let i = 0; i < silenced.length; i++) {
        if (silenced[i] === 0) continue
        for (let j = 0; j < widths[layer + 2]; j++) weights[runner.weightIndex(layer + 1, i, j)] = 0
      }
      const answers = Array.from(indices, (sample) => classOf(recipe.loss, run(sample)))
      weights.set(whole)
      const labels = Array.from(indices, (sample) => samples.label(sample))
      return recallOf(labels, answers, classNames.length)
    },
    dispose: () => runner.dispose(),
  }
}
