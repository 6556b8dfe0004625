import { type NetworkPlan, planOffsets } from '../kernel/plan.js'

/**
 * Weights as a chip with `bits` bits per weight has them: symmetric and uniform, a scale of its own for each connection (the
 * input rows of a layer, its blocks, its lateral links, ..., the readout), rounded to the nearest, halves away from 0:
 *
 *     scale = max |w| / (2^(bits - 1) - 1)     w -> scale x round(w / scale)
 *
 * so signs and absent synapses stay, and 2 bits leave -max, 0 and max. R and tau of neurons are not rounded.
 */
export function quantisedWeights(plan: NetworkPlan, weights: Float32Array, bits: number): Float32Array {
  const levels = 2 ** (bits - 1) - 1
  const starts = connectionStarts(plan)
  const quantised = new Float32Array(weights.length)
  starts.forEach((start, i) => {
    const end = starts.at(i + 1) ?? weights.length
    let largest = 0
    for (let w = start; w < end; w++) largest = Math.max(largest, Math.abs(weights[w]))
    if (largest === 0) return
    for (let w = start; w < end; w++) {
      const level = Math.floor((Math.abs(weights[w]) * levels) / largest + 0.5)
      if (level > 0) quantised[w] = (Math.sign(weights[w]) * level * largest) / levels
    }
  })
  return quantised
}

/** First weight of every connection, ascending. */
function connectionStarts(plan: NetworkPlan): number[] {
  const { layers, readout, weights } = planOffsets(plan)
  const starts = layers.flatMap(({ input, connections }) => [input, ...connections])
  return readout < weights ? [...starts, readout] : starts
}
