import { FirstSpikeKernel } from '../../../src/kernel/first-spike-kernel.js'
import { normal } from '../../../src/kernel/numerics/normal.js'
import { key, uniform } from '../../../src/kernel/numerics/random.js'

const WIDTHS = [784, 400, 400, 400, 400, 10]
const SAMPLES = 20
const ROUNDS = 25

export interface PassTime {
  /** Processor milliseconds of a forward and a backward pass: of the best of several rounds, and their median. */
  readonly best: number
  readonly median: number
}

/**
 * The authors' size, all inputs spiking. The best round is the one least disturbed: on a processor shared with others, processor
 * time too depends on what they do.
 */
export function passTime(): PassTime {
  const kernel = new FirstSpikeKernel({ widths: WIDTHS, tauRatio: 1, horizon: 3.5, gradientCut: 0.2 })
  for (let l = 0; l < kernel.depth; l++) {
    const weights = kernel.weights(l)
    const k = key(1, 'weights', l)
    const [mean, sd] = l === kernel.depth - 1 ? [0.15, 0.8] : [0.02, 0.1]
    for (let w = 0; w < weights.length; w++) weights[w] = mean + sd * normal(k, w)
  }
  const samples = Array.from({ length: SAMPLES }, (_, n) =>
    Float64Array.from({ length: WIDTHS[0] }, (_, i) => 0.15 + 1.85 * uniform(key(2, 'sample', n), i)),
  )
  const run = (sample: Float64Array) => {
    const outputs = kernel.forward(sample)
    kernel.backward(Array.from(outputs, (t) => (t < Number.POSITIVE_INFINITY ? 0.001 : 0)))
  }
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage()
    for (const sample of samples) run(sample)
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000 / SAMPLES
  }).sort((a, b) => a - b)
  kernel.dispose()
  return { best: rounds[0], median: rounds[Math.floor(ROUNDS / 2)] }
}
