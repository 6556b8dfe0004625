import { FirstSpikeKernel } from '../../../src/kernel/first-spike-kernel.js'
import { normal } from '../../../src/kernel/numerics/normal.js'
import { key, uniform } from '../../../src/kernel/numerics/random.js'

const WIDTHS = [784, 400, 400, 400, 400, 10]
const SAMPLES = 200

/** Processor milliseconds of a forward and a backward pass of the authors' size, all inputs spiking; mean of many. */
export function passMilliseconds(): number {
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
  // The engine compiles what runs often.
  for (const sample of samples) run(sample)
  const start = process.cpuUsage()
  for (const sample of samples) run(sample)
  const { user, system } = process.cpuUsage(start)
  kernel.dispose()
  return (user + system) / 1000 / SAMPLES
}
