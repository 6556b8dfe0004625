import { describe, expect, it } from 'vitest'
import type { GradientRule, Surrogate } from '../../../src/kernel/kernel.js'
import { normal } from '../../../src/kernel/numerics/normal.js'
import { key, uniform } from '../../../src/kernel/numerics/random.js'
import { connectionLength, type LayerPlan, type NetworkPlan, planOffsets } from '../../../src/kernel/plan.js'
import { smooth } from '../../../src/kernel/reference/arithmetic.js'
import { ReferenceKernel } from '../../../src/kernel/reference/reference-kernel.js'
import { randomSample } from '../../conformance/kernel.js'
import { numericalGradient, relativeError } from '../../finite-differences.js'

const LOWER: LayerPlan = {
  inputs: 5,
  neurons: 8,
  connections: [
    { kind: 'block', size: 4 },
    { kind: 'lateral', distance: 4, ring: false },
    { kind: 'lateral', distance: 2, ring: true },
    {
      kind: 'csr',
      rowStart: Uint32Array.of(0, 2, 2, 3, 5, 6, 6, 7, 9),
      target: Uint32Array.of(1, 7, 2, 0, 5, 6, 3, 0, 4),
    },
  ],
}
const UPPER: LayerPlan = {
  inputs: 8,
  neurons: 6,
  connections: [{ kind: 'dense' }, { kind: 'lateral', distance: 2, ring: false }],
}
const READOUTS: Record<string, NetworkPlan['readout']> = {
  linear: { kind: 'linear', classes: 3 },
  counts: { kind: 'counts' },
}
const SURROGATES: Surrogate[] = [
  { kind: 'logistic', width: 0.2 },
  { kind: 'fast-sigmoid', slope: 10 },
]
const STEPS = 16
const SAMPLE = randomSample(key(31), 5, STEPS, 0.3)

/** Numbers under which potentials move about the threshold, and for the logistic also where its slope is clipped. */
function numbersOf(plan: NetworkPlan) {
  const offsets = planOffsets(plan)
  const k = key(8, 'smooth')
  return {
    weights: Float64Array.from({ length: offsets.weights }, (_, w) => 0.35 * normal(k, w) + 0.15),
    resistance: Float64Array.from({ length: offsets.neurons }, (_, i) => 5 + 3 * uniform(k, i, 5)),
    tauMem: Float64Array.from({ length: offsets.neurons }, (_, i) => 5 + 4 * uniform(k, i, 6)),
  }
}

/** Names every weight of a plan by what it is. */
function parts(plan: NetworkPlan): { name: string; start: number; length: number }[] {
  const offsets = planOffsets(plan)
  const all = plan.layers.flatMap((layer, l) => {
    const { input, connections } = offsets.layers[l]
    return [
      { name: `input of layer ${l}`, start: input, length: layer.inputs * layer.neurons },
      ...layer.connections.map((connection, c) => ({
        name: `${connection.kind}${'ring' in connection && connection.ring ? ' ring' : ''} of layer ${l}`,
        start: connections[c],
        length: connectionLength(connection, layer.neurons),
      })),
    ]
  })
  const readout = { name: 'readout', start: offsets.readout, length: offsets.weights - offsets.readout }
  return [...all, readout].filter(({ length }) => length > 0)
}

describe.each(SURROGATES)('gradient of the smooth twin, full reset, $kind', (surrogate) => {
  const rule: GradientRule = { rule: 'surrogate', surrogate, reset: 'full' }

  describe.each(Object.keys(READOUTS))('%s readout', (readout) => {
    const plan: NetworkPlan = { layers: [LOWER, UPPER], tauSyn: 3, readout: READOUTS[readout] }
    const numbers = numbersOf(plan)
    const kernel = new ReferenceKernel(plan, rule, smooth)
    const outputError = (o: number, c: number) => 0.7 * o - 0.4 * (c + 1)
    const loss = () => {
      kernel.load(numbers.weights, numbers.resistance, numbers.tauMem)
      kernel.forward(SAMPLE)
      let sum = 0
      kernel.outputs().forEach((o: number, c: number) => {
        sum += 0.35 * o * o - 0.4 * (c + 1) * o
      })
      return sum
    }
    loss()
    const potentials = [0, 1].flatMap((l) => kernel.potentials(l).flatMap((u) => Array.from(u)))
    const error = Float64Array.from(kernel.outputs(), outputError)
    kernel.clearGradient()
    kernel.backward(error)
    const analytic = kernel.exactGradient().slice()
    const resistance = kernel.resistanceGradient.slice()
    const tauMem = kernel.tauMemGradient.slice()

    it('is taken where potentials lie on both sides of the threshold, some where the slope is clipped', () => {
      expect(Math.max(...potentials)).toBeGreaterThan(1.2)
      expect(Math.min(...potentials)).toBeLessThan(0.8)
      if (surrogate.kind === 'logistic') expect(Math.max(...potentials)).toBeGreaterThan(1 + 8 * surrogate.width)
    })

    const numerical = numericalGradient(loss, numbers.weights)
    it.each(parts(plan))('is exact for $name', ({ start, length }) => {
      // A link that would leave the line has no effect, so its gradient is 0 in both.
      const part = (all: ArrayLike<number>) => Array.from(all).slice(start, start + length)
      expect(relativeError(part(analytic), part(numerical))).toBeLessThan(1e-6)
    })

    it('is exact for the resistance', () => {
      expect(relativeError(resistance, numericalGradient(loss, numbers.resistance))).toBeLessThan(1e-6)
    })

    it('is exact for the membrane time constant', () => {
      expect(relativeError(tauMem, numericalGradient(loss, numbers.tauMem))).toBeLessThan(1e-6)
    })
  })

  it('is exact for an error that varies over steps', () => {
    const plan: NetworkPlan = { layers: [LOWER, UPPER], tauSyn: 3, readout: READOUTS.counts }
    const numbers = numbersOf(plan)
    const kernel = new ReferenceKernel(plan, rule, smooth)
    const error = Float64Array.from({ length: STEPS * UPPER.neurons }, (_, i) => normal(key(9), i))
    const loss = () => {
      kernel.load(numbers.weights, numbers.resistance, numbers.tauMem)
      kernel.forward(SAMPLE)
      let sum = 0
      kernel.spikes(1).forEach((s, t) => {
        for (let i = 0; i < UPPER.neurons; i++) sum += s[i] * error[t * UPPER.neurons + i]
      })
      return sum
    }
    loss()
    kernel.backwardSteps(error)
    const analytic = kernel.exactGradient().slice()
    expect(relativeError(analytic, numericalGradient(loss, numbers.weights))).toBeLessThan(1e-6)
  })
})
