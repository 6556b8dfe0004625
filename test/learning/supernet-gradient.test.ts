import { describe, expect, it } from 'vitest'
import type { GradientRule } from '../../src/kernel/kernel.js'
import { normal } from '../../src/kernel/numerics/normal.js'
import { key } from '../../src/kernel/numerics/random.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { smooth } from '../../src/kernel/reference/arithmetic.js'
import { ReferenceKernel } from '../../src/kernel/reference/reference-kernel.js'
import { alphaGradient, drawn, probabilities, type Relaxed } from '../../src/learning/alpha.js'
import { createSupernet, type Supernet } from '../../src/learning/supernet.js'
import {
  initialSupernetParameters,
  supernetParameterGradient,
  supernetWeights,
} from '../../src/learning/supernet-weights.js'
import type { SearchSpace } from '../../src/topology/search-space.js'
import { randomSample } from '../conformance/kernel.js'
import { numericalGradient, relativeError } from '../finite-differences.js'
import { fixedMatrix } from './supernet-spaces.js'
import { tinyLayer, tinyRecipe, tinySpace } from './tiny.js'

const RULE: GradientRule = { rule: 'surrogate', surrogate: { kind: 'fast-sigmoid', slope: 10 }, reset: 'full' }

const SPACES: Record<string, SearchSpace> = {
  'motif sizes 4 and 8 on a line': tinySpace(),
  'motif sizes 4 and 8 in a ring without self-connections': tinySpace({
    layers: [tinyLayer({ neurons: 24, ring: true, selfConnections: false })],
  }),
  'one size without lateral links': tinySpace({ layers: [tinyLayer({ motifSizes: [4], lateral: 'none' })] }),
  'a fixed matrix, lateral links searched': tinySpace({
    layers: [tinyLayer({ motifSizes: [4], synapses: { fixed: fixedMatrix.synapses } })],
  }),
  'two layers and a spiking readout': tinySpace({
    layers: [tinyLayer({ neurons: 8, motifSizes: [2, 4] }), tinyLayer({ neurons: 8, motifSizes: [4], ring: true })],
    readout: { kind: 'spiking', classes: 2 },
  }),
}

/** Functions that compute in float64 whatever the arrays are, so that finite differences can check them. */
const asSingle = (array: Float64Array) => array as unknown as Float32Array

const mixture = (chances: Float64Array): Relaxed => ({ chances, taken: chances, temperature: 1 })

/** A smooth loss of alpha and parameters, and its gradient by the code under test; `take` says what weights are mixed by. */
function problem(net: Supernet, take: (alpha: Float64Array) => Float64Array = (alpha) => probabilities(net, alpha)) {
  const { plan } = net
  const offsets = planOffsets(plan)
  const alpha = Float64Array.from({ length: net.alphas }, (_, i) => 0.8 * normal(key(3, 'alpha'), i))
  const parameters = Float64Array.from(
    initialSupernetParameters(net, tinyRecipe({ initial: { input: 2.5 } }), key(1, 'replicate', 0)),
  )
  const resistance = new Float64Array(offsets.neurons).fill(7)
  const tauMem = new Float64Array(offsets.neurons).fill(6)
  const sample = randomSample(key(9), plan.layers[0].inputs, 14, 0.4)
  const kernel = new ReferenceKernel(plan, RULE, smooth)
  const loss = () => {
    const weights = new Float64Array(offsets.weights)
    supernetWeights(net, asSingle(parameters), take(alpha), asSingle(weights))
    kernel.load(weights, resistance, tauMem)
    kernel.forward(sample)
    let sum = 0
    kernel.outputs().forEach((o: number, c: number) => {
      sum += 0.5 * o * o - (c + 1) * o
    })
    return sum
  }
  loss()
  kernel.backward(Float64Array.from(kernel.outputs(), (o, c) => o - (c + 1)))
  return { alpha, parameters, loss, weightGradient: asSingle(Float64Array.from(kernel.exactGradient())) }
}

const CASES = Object.keys(SPACES).flatMap((name) =>
  (['separate', 'shared'] as const).map((kind) => [name, kind] as const),
)

describe.each(CASES)('supernet gradient, %s, %s magnitudes', (name, magnitudes) => {
  const net = createSupernet(SPACES[name], magnitudes)
  const { alpha, parameters, loss, weightGradient } = problem(net)

  it('of alpha equals finite differences', () => {
    const analytic = alphaGradient(net, weightGradient, asSingle(parameters), mixture(probabilities(net, alpha)))
    expect(relativeError(analytic, numericalGradient(loss, alpha))).toBeLessThan(1e-5)
  })

  it.each([0.3, 2])('of alpha at temperature %f equals finite differences', (temperature) => {
    const at = (a: Float64Array) => probabilities(net, a, temperature)
    const own = problem(net, at)
    const chances = at(own.alpha)
    const relaxed = { chances, taken: chances, temperature }
    const analytic = alphaGradient(net, own.weightGradient, asSingle(own.parameters), relaxed)
    expect(relativeError(analytic, numericalGradient(own.loss, own.alpha))).toBeLessThan(1e-5)
  })

  it('of alpha through a draw is that of moving the draw as the probabilities move', () => {
    const before = probabilities(net, alpha)
    const taken = drawn(net, before, key(4, 'draw'))
    const own = problem(net, (now) => probabilities(net, now).map((p, i) => taken[i] + p - before[i]))
    const relaxed = { chances: before, taken, temperature: 1 }
    const analytic = alphaGradient(net, own.weightGradient, asSingle(own.parameters), relaxed)
    expect(relativeError(analytic, numericalGradient(own.loss, own.alpha))).toBeLessThan(1e-6)
  })

  it('of the parameters equals finite differences', () => {
    const analytic = new Float64Array(net.parameters)
    supernetParameterGradient(net, weightGradient, probabilities(net, alpha), asSingle(analytic))
    expect(relativeError(analytic, numericalGradient(loss, parameters))).toBeLessThan(1e-6)
  })

  it('of the sparsity penalty equals finite differences of the mean probability of being present', () => {
    const sparsity = 0.3
    const penalty = () => {
      const chances = probabilities(net, alpha)
      const groups = net.layers.flatMap(({ options }) => options.flatMap((option) => option.groups))
      return groups.reduce((sum, group) => {
        const absent = Array.from({ length: group.gates }, (_, gate) => chances[group.alpha + 3 * gate + 2])
        return sum + sparsity * (1 - absent.reduce((a, b) => a + b) / group.gates)
      }, 0)
    }
    const zero = new Float32Array(weightGradient.length)
    const analytic = alphaGradient(net, zero, asSingle(parameters), mixture(probabilities(net, alpha)), sparsity)
    expect(relativeError(analytic, numericalGradient(penalty, alpha))).toBeLessThan(1e-6)
  })

  it('of gates that are not searched is 0', () => {
    const analytic = alphaGradient(net, weightGradient, asSingle(parameters), mixture(probabilities(net, alpha)), 1)
    for (const { options } of net.layers) {
      for (const group of options.flatMap((option) => option.groups)) {
        group.fixed.forEach((type, gate) => {
          const at = group.alpha + 3 * gate
          const moves = analytic.subarray(at, at + 3).some((g) => g !== 0)
          expect(moves, `${group.kind} gate ${gate}`).toBe(type === undefined)
        })
      }
    }
  })
})

describe('with shared magnitudes and one motif size', () => {
  const net = createSupernet(SPACES['one size without lateral links'], 'shared')
  const { alpha, parameters, weightGradient } = problem(net)
  const [{ groups }] = net.layers[0].options
  const [block] = groups
  const chances = probabilities(net, alpha)

  it('half as many parameters of recurrent synapses are there', () => {
    const separate = createSupernet(SPACES['one size without lateral links'])
    expect(separate.parameters - net.parameters).toBe(block.length)
  })

  it('alpha moves by G qE (1 - k), -G qI (1 + k) and -G qNone k, G the gradient of the gate k = qE - qI', () => {
    const analytic = alphaGradient(net, weightGradient, asSingle(parameters), mixture(chances))
    for (let gate = 0; gate < block.gates; gate++) {
      let g = 0
      for (let w = gate; w < block.length; w += block.gates) {
        g += weightGradient[block.weight + w] * parameters[block.excitatory + w]
      }
      const [e, i, none] = chances.subarray(block.alpha + 3 * gate, block.alpha + 3 * gate + 3)
      const k = e - i
      const expected = [g * e * (1 - k), -g * i * (1 + k), -g * none * k]
      expected.forEach((x, type) => {
        expect(analytic[block.alpha + 3 * gate + type]).toBeCloseTo(x, 10)
      })
    }
  })

  it('equal probabilities let nothing through', () => {
    const weights = new Float32Array(planOffsets(net.plan).weights)
    supernetWeights(net, Float32Array.from(parameters), probabilities(net, new Float64Array(net.alphas)), weights)
    const through = weights.subarray(block.weight, block.weight + block.length)
    expect(through.every((w) => w === 0)).toBe(true)
  })
})
