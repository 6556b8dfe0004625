import { classOf, firstSpikeLoss } from './first-spike-loss.js'
import type { FirstSpikeRecipe } from './first-spike-recipe.js'
import type { FirstSpikeRunner } from './runner.js'
import type { SpikeSamples } from './spike-samples.js'

export interface FirstSpikeScore {
  readonly accuracy: number
  readonly loss: number
  /** Spikes of all neurons, per sample. */
  readonly spikes: number
  /** Mean time of the first output spike, where there is one. */
  readonly decisionTime: number
}

/** Runs a network on these samples as they are. */
export function scoreFirstSpikes(
  runner: FirstSpikeRunner,
  { loss }: Pick<FirstSpikeRecipe, 'loss'>,
  samples: SpikeSamples,
  indices: ArrayLike<number>,
): FirstSpikeScore {
  const times = new Float64Array(samples.channels)
  const errors = new Float64Array(samples.classes)
  const total = { right: 0, loss: 0, spikes: 0, decision: 0, decided: 0 }
  for (let n = 0; n < indices.length; n++) {
    samples.read(indices[n], times)
    const outputs = runner.forward(times)
    const label = samples.label(indices[n])
    total.loss += firstSpikeLoss(loss, outputs, label, errors)
    if (classOf(loss, outputs) === label) total.right++
    const decision = Math.min(...outputs)
    if (decision < Number.POSITIVE_INFINITY) {
      total.decision += decision
      total.decided++
    }
    for (let l = 0; l < runner.depth; l++) {
      for (const t of runner.times(l)) if (t < Number.POSITIVE_INFINITY) total.spikes++
    }
  }
  return {
    accuracy: total.right / indices.length,
    loss: total.loss / indices.length,
    spikes: total.spikes / indices.length,
    decisionTime: total.decided === 0 ? Number.POSITIVE_INFINITY : total.decision / total.decided,
  }
}
