import { exp, log } from '../kernel/numerics/elementary.js'
import type { LossSettings } from './gradient-recipe.js'

/** Index of the largest output; the lowest one on a tie. */
export function predictedClass(outputs: Float32Array): number {
  let best = 0
  for (let c = 1; c < outputs.length; c++) if (outputs[c] > outputs[best]) best = c
  return best
}

/**
 * Loss of one sample's outputs, and its gradient with respect to them in `gradient` [classes]. Outputs are readout
 * sums or spike counts; `steps` is the length of the sample.
 */
export function sampleLoss(
  settings: LossSettings,
  outputs: Float32Array,
  label: number,
  steps: number,
  gradient: Float32Array,
): number {
  return settings.kind === 'cross-entropy'
    ? crossEntropy(settings.scale, outputs, label, gradient)
    : countLoss(settings, outputs, label, steps, gradient)
}

/** -ln softmax(scale x outputs)[label] */
function crossEntropy(scale: number, outputs: Float32Array, label: number, gradient: Float32Array): number {
  const top = outputs[predictedClass(outputs)]
  let sum = 0
  for (let c = 0; c < outputs.length; c++) {
    const e = exp(scale * (outputs[c] - top))
    gradient[c] = e
    sum += e
  }
  for (let c = 0; c < outputs.length; c++) gradient[c] = scale * (gradient[c] / sum - (c === label ? 1 : 0))
  return log(sum) - scale * (outputs[label] - top)
}

/** L = T/2 sum_c d_c^2 with d_c = (count - wanted) / T, zero once the class is beyond what is wanted (TSSL-BP code). */
function countLoss(
  settings: Extract<LossSettings, { kind: 'count' }>,
  outputs: Float32Array,
  label: number,
  steps: number,
  gradient: Float32Array,
): number {
  let loss = 0
  for (let c = 0; c < outputs.length; c++) {
    const missing = c === label
    const d = (outputs[c] - (missing ? settings.desired : settings.undesired)) / steps
    gradient[c] = missing ? Math.min(0, d) : Math.max(0, d)
    loss += 0.5 * steps * gradient[c] * gradient[c]
  }
  return loss
}
