import { z } from 'zod'
import { exp, log } from '../../kernel/numerics/elementary.js'

const positive = z.number().positive()

/** Losses of output spike times, in units of tauSyn; the decision is the first output to spike in all of them but `target`. */
export const firstSpikeLossSchema = z.discriminatedUnion('kind', [
  /** Goeltz et al. 2021: cross-entropy of softmax(-o / xi), plus alpha exp(o_y / beta), which pulls the right spike to the front. */
  z.strictObject({
    kind: z.literal('first-spike'),
    xi: positive.default(0.2),
    alpha: z.number().nonnegative().default(0.005),
    beta: positive.default(1),
  }),
  /** 1/2 sum (o_k - target_k)^2; the class is the output nearest to `right`. */
  z.strictObject({ kind: z.literal('target'), right: positive.default(1.5), wrong: positive.default(2) }),
  /** Goeltz, Weber, Kriener et al., "DelGrad", 2025: 1/2 sum (o_k - o_y - gap [k not y])^2. */
  z.strictObject({ kind: z.literal('gap'), gap: positive.default(0.2) }),
])
export type FirstSpikeLoss = z.output<typeof firstSpikeLossSchema>

/** Of a sample whose right output is silent; nothing can be derived from it (the authors' constant). */
export const MISSING_LOSS = 100

/**
 * Loss of one sample; writes dL/do into `errors` (0 for silent outputs).
 */
export function firstSpikeLoss(
  loss: FirstSpikeLoss,
  outputs: ArrayLike<number>,
  label: number,
  errors: Float64Array,
): number {
  errors.fill(0)
  switch (loss.kind) {
    case 'first-spike':
      return ttfsLoss(loss, outputs, label, errors)
    case 'target':
      return targetLoss(loss, outputs, label, errors)
    case 'gap':
      return gapLoss(loss.gap, outputs, label, errors)
  }
}

type Of<K> = Extract<FirstSpikeLoss, { kind: K }>

function ttfsLoss(
  { xi, alpha, beta }: Of<'first-spike'>,
  outputs: ArrayLike<number>,
  label: number,
  errors: Float64Array,
): number {
  const right = outputs[label]
  if (right === Number.POSITIVE_INFINITY) return MISSING_LOSS
  // Relative to the earliest output, so that nothing overflows.
  const first = outputs[decide(outputs)]
  let sum = 0
  for (let k = 0; k < outputs.length; k++) {
    errors[k] = exp(-(outputs[k] - first) / xi)
    sum += errors[k]
  }
  const early = alpha * exp(right / beta)
  for (let k = 0; k < outputs.length; k++) errors[k] = -errors[k] / sum / xi
  errors[label] += 1 / xi + early / beta
  return log(sum) + (right - first) / xi + early
}

function targetLoss(
  { right, wrong }: Of<'target'>,
  outputs: ArrayLike<number>,
  label: number,
  errors: Float64Array,
): number {
  let sum = 0
  for (let k = 0; k < outputs.length; k++) {
    if (outputs[k] === Number.POSITIVE_INFINITY) {
      sum += MISSING_LOSS
      continue
    }
    errors[k] = outputs[k] - (k === label ? right : wrong)
    sum += 0.5 * errors[k] * errors[k]
  }
  return sum
}

function gapLoss(gap: number, outputs: ArrayLike<number>, label: number, errors: Float64Array): number {
  const right = outputs[label]
  if (right === Number.POSITIVE_INFINITY) return MISSING_LOSS
  let sum = 0
  for (let k = 0; k < outputs.length; k++) {
    if (k === label || outputs[k] === Number.POSITIVE_INFINITY) continue
    errors[k] = outputs[k] - right - gap
    errors[label] -= errors[k]
    sum += 0.5 * errors[k] * errors[k]
  }
  return sum
}

/** The first output to spike, the lowest index of equal ones; -1 if all are silent. */
export function decide(outputs: ArrayLike<number>): number {
  let best = -1
  let earliest = Number.POSITIVE_INFINITY
  for (let k = 0; k < outputs.length; k++) {
    if (outputs[k] >= earliest) continue
    earliest = outputs[k]
    best = k
  }
  return best
}

/** The class a network with this loss means. */
export function classOf(loss: FirstSpikeLoss, outputs: ArrayLike<number>): number {
  if (loss.kind !== 'target') return decide(outputs)
  const distances = Array.from(outputs, (o) => Math.abs(o - loss.right))
  return decide(distances)
}
