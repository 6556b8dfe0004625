import { describe, expect, it } from 'vitest'
import type { GradientRule, Surrogate } from '../../../src/kernel/kernel.js'
import { type Arithmetic, double, single } from '../../../src/kernel/reference/arithmetic.js'
import { ReferenceKernel } from '../../../src/kernel/reference/reference-kernel.js'
import { sampleLoss } from '../../../src/learning/loss.js'
import { readFixture, type SurrogateFixture } from '../../oracle-fixture.js'
import { distance, gradientsOf, networkOf, sampleOf } from '../oracle-network.js'

const SURROGATES: Record<'logistic' | 'fastSigmoid', Surrogate> = {
  logistic: { kind: 'logistic', width: 0.2 },
  fastSigmoid: { kind: 'fast-sigmoid', slope: 10 },
}

/** The loss of the learning room takes float32; its arithmetic is float64 whatever the arrays are. */
const asSingle = (array: Float64Array) => array as unknown as Float32Array

function trained(fixture: SurrogateFixture, rule: GradientRule, arithmetic: Arithmetic) {
  const network = networkOf(fixture.network, fixture.motifSize)
  const kernel = new ReferenceKernel(network.plan, rule, arithmetic)
  kernel.load(network.weights, network.resistance, network.tauMem)
  const losses = fixture.events.map((events, n) => {
    kernel.forward(sampleOf(events))
    const outputs = Float64Array.from(kernel.outputs())
    const gradient = new Float64Array(outputs.length)
    const settings = { kind: 'cross-entropy', scale: fixture.network.readout.scale } as const
    const loss = sampleLoss(settings, asSingle(outputs), fixture.labels[n], events.length, asSingle(gradient))
    kernel.backward(arithmetic === single ? Float32Array.from(gradient) : gradient)
    return loss
  })
  return { network, kernel, losses }
}

describe.each(['one-layer', 'two-layer', 'spiking-readout'])('against torch autograd, %s', (name) => {
  const fixture = readFixture<SurrogateFixture>(`surrogate-${name}`)

  it('has the same potentials, spikes and losses', () => {
    const network = networkOf(fixture.network, fixture.motifSize)
    const rule: GradientRule = { rule: 'surrogate', surrogate: SURROGATES.logistic, reset: 'full' }
    const kernel = new ReferenceKernel(network.plan, rule, double)
    kernel.load(network.weights, network.resistance, network.tauMem)
    fixture.events.forEach((events, n) => {
      kernel.forward(sampleOf(events))
      fixture.u[n].forEach((u, l) => {
        expect(kernel.spikes(l).map((row) => Array.from(row))).toEqual(fixture.spikes[n][l])
        expect(
          distance(
            kernel.potentials(l).flatMap((row) => Array.from(row)),
            u.flat(),
          ),
        ).toBeLessThan(1e-13)
      })
    })
    const { losses } = trained(fixture, rule, double)
    expect(distance(losses, fixture.losses)).toBeLessThan(1e-13)
  })

  describe.each(fixture.cases)('$surrogate, $reset reset', ({ surrogate, reset, gradients }) => {
    const rule: GradientRule = { rule: 'surrogate', surrogate: SURROGATES[surrogate], reset }

    it('has its gradient in float64', () => {
      const { kernel, network } = trained(fixture, rule, double)

      expect(distance(kernel.exactGradient(), gradientsOf(gradients, network))).toBeLessThan(1e-12)
    })

    it('has its gradient in single precision', () => {
      const { kernel, network } = trained(fixture, rule, single)
      expect(distance(kernel.exactGradient(), gradientsOf(gradients, network))).toBeLessThan(1e-4)
    })
  })
})
