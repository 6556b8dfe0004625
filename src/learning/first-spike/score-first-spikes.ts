import { classOf, firstSpikeLoss } from './first-spike-loss.js'
import type { FirstSpikeRecipe } from './first-spike-recipe.js'
import type { FirstSpikeRunner } from './runner.js'
import type { SpikeSamples } from './spike-samples.js'

export interface FirstSpikeScore {
  readonly accuracy: number
  /** [sample] whether its class was right. */
  readonly right: readonly boolean[]
  readonly loss: number
  /** Spikes of all neurons, per sample; and of each layer, the inputs first. */
  readonly spikes: number
  readonly layerSpikes: readonly number[]
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
  const right: boolean[] = []
  const total = { loss: 0, decision: 0, decided: 0 }
  const layerSpikes = new Float64Array(runner.depth + 1)
  for (let n = 0; n < indices.length; n++) {
    samples.read(indices[n], times)
    const outputs = runner.forward(times)
    const label = samples.label(indices[n])
    total.loss += firstSpikeLoss(loss, outputs, label, errors)
    right.push(classOf(loss, outputs) === label)
    const decision = Math.min(...outputs)
    if (decision < Number.POSITIVE_INFINITY) {
      total.decision += decision
      total.decided++
    }
    layerSpikes[0] += spikeCount(times)
    for (let l = 0; l < runner.depth; l++) layerSpikes[l + 1] += spikeCount(runner.times(l))
  }
  return {
    accuracy: right.filter(Boolean).length / indices.length,
    right,
    loss: total.loss / indices.length,
    spikes: layerSpikes.subarray(1).reduce((sum, n) => sum + n, 0) / indices.length,
    layerSpikes: Array.from(layerSpikes, (n) => n / indices.length),
    decisionTime: total.decided === 0 ? Number.POSITIVE_INFINITY : total.decision / total.decided,
  }
}

const spikeCount = (times: Float64Array): number =>
  times.reduce((n, t) => n + (t < Number.POSITIVE_INFINITY ? 1 : 0), 0)
