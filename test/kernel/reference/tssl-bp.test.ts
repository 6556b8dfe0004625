import { describe, expect, it } from 'vitest'
import type { GradientRule, Sample } from '../../../src/kernel/kernel.js'
import { key } from '../../../src/kernel/numerics/random.js'
import { type NetworkPlan, planOffsets } from '../../../src/kernel/plan.js'
import { type Arithmetic, double, single } from '../../../src/kernel/reference/arithmetic.js'
import { backwardLayer, forwardLayer, type LayerState } from '../../../src/kernel/reference/layer.js'
import { ReferenceKernel } from '../../../src/kernel/reference/reference-kernel.js'
import { WasmKernel } from '../../../src/kernel/wasm-kernel.js'
import { randomNumbers, randomSample } from '../../conformance/kernel.js'
import {
  type LayerFixture,
  type Matrix,
  type NamedGradients,
  readFixture,
  type SurrogateFixture,
} from '../../oracle-fixture.js'
import { distance, gradientsOf, layerPlanOf, networkOf, recurrentWeights, sampleOf } from '../oracle-network.js'

const RULE: GradientRule = { rule: 'tssl-bp', surrogate: { kind: 'logistic', width: 0.2 }, reset: 'full' }

interface LayerGradients {
  readonly current: Matrix
  readonly input: Matrix
  readonly recurrent: Matrix
  readonly below?: Matrix
}

/** sum over k >= t of eps[k - t] g[k], per column: an error of traces as an error of spikes. */
function backThroughFilter(g: Matrix, tauSyn: number): number[][] {
  const out = g.map((row) => row.map(() => 0))
  for (let t = g.length - 1; t >= 0; t--) {
    out[t] = g[t].map((x, i) => x / tauSyn + (1 - 1 / tauSyn) * (out[t + 1]?.[i] ?? 0))
  }
  return out
}

/** One layer forward and back, with errors dL/ds per step. */
function runLayer(fixture: LayerFixture, size: number | 'dense', tauSyn: number, events: Matrix, spikeError: Matrix) {
  const plan = layerPlanOf(fixture, size)
  const layer: LayerState = {
    plan,
    input: Float64Array.from(fixture.input.flat()),
    connections: recurrentWeights(fixture, plan).map((weights) => Float64Array.from(weights)),
    resistance: Float64Array.from(fixture.R),
    tauMem: Float64Array.from(fixture.tau),
    tauSyn,
  }
  const steps = events.map((row) => ({ index: row.map((_, j) => j), amplitude: [...row] }))
  const trace = forwardLayer(layer, steps, RULE, double)
  const gradient = {
    input: new Float64Array(layer.input.length),
    connections: layer.connections.map((weights) => new Float64Array(weights.length)),
    resistance: new Float64Array(plan.neurons),
    tauMem: new Float64Array(plan.neurons),
  }
  const error = spikeError.map((row) => Float64Array.from(row))
  const below = backwardLayer(layer, trace, error, gradient, RULE, double)
  return { plan, trace, gradient, below }
}

function expectGradients(
  run: ReturnType<typeof runLayer>,
  fixture: LayerFixture,
  expected: LayerGradients,
  tauSyn: number,
) {
  expect(distance(run.gradient.input, expected.input.flat())).toBeLessThan(1e-12)
  const recurrent = recurrentWeights({ ...fixture, recurrent: expected.recurrent }, run.plan).flat()
  expect(
    distance(
      run.gradient.connections.flatMap((c) => Array.from(c)),
      recurrent,
    ),
  ).toBeLessThan(1e-12)
  // What goes down is dL/ds of the events: the oracle's dL/da through the filter, here from dL/di.
  const byTrace = expected.current.map((row) => fixture.input.map((w) => w.reduce((sum, x, i) => sum + x * row[i], 0)))
  const below = backThroughFilter(byTrace, tauSyn).flat()
  expect(
    distance(
      run.below.flatMap((row) => Array.from(row)),
      below,
    ),
  ).toBeLessThan(1e-12)
}

describe('TSSL-BP in recurrence', () => {
  it('equals two neurons driving each other, written out by hand', () => {
    const loop = readFixture<{
      network: { tauSyn: number; layers: [LayerFixture] }
      events: Matrix
      traceGradient: Matrix
      u: Matrix
      spikes: Matrix
      trace: Matrix
      gradients: LayerGradients
    }>('tssl-two-neuron-loop')
    const { tauSyn, layers } = loop.network
    const error = backThroughFilter(loop.traceGradient, tauSyn)
    const run = runLayer(layers[0], 'dense', tauSyn, loop.events, error)
    expect(run.trace.s.map((row) => Array.from(row))).toEqual(loop.spikes)
    expect(
      distance(
        run.trace.u.flatMap((row) => Array.from(row)),
        loop.u.flat(),
      ),
    ).toBeLessThan(1e-14)
    expect(
      distance(
        run.trace.a.flatMap((row) => Array.from(row)),
        loop.trace.flat(),
      ),
    ).toBeLessThan(1e-14)
    expectGradients(run, layers[0], loop.gradients, tauSyn)
  })

  const recurrent = readFixture<{
    of: string
    cases: readonly {
      loss: string
      sample: number
      traceGradient: Matrix
      spikeGradient: readonly number[]
      gradients: LayerGradients
    }[]
  }>('tssl-recurrent-layer')
  const drawn = readFixture<SurrogateFixture>('surrogate-one-layer')

  it.each(recurrent.cases)('equals the oracle for an error of $loss, sample $sample', (given) => {
    const { tauSyn, layers } = drawn.network
    const ofTraces = backThroughFilter(given.traceGradient, tauSyn)
    const error = ofTraces.map((row) => row.map((g, i) => g + given.spikeGradient[i]))
    const run = runLayer(layers[0], drawn.motifSize, tauSyn, drawn.events[given.sample], error)
    expectGradients(run, layers[0], given.gradients, tauSyn)
  })

  it.each(['two-layer', 'spiking-readout'])('equals the oracle for a whole network, %s', (name) => {
    const { gradients } = readFixture<{ gradients: NamedGradients }>(`tssl-${name}`)
    const fixture = readFixture<SurrogateFixture>(`surrogate-${name}`)
    for (const [arithmetic, tolerance] of [
      [double, 1e-12],
      [single, 1e-4],
    ] as const) {
      const network = networkOf(fixture.network, fixture.motifSize)
      expect(distance(wholeGradient(fixture, arithmetic), gradientsOf(gradients, network))).toBeLessThan(tolerance)
    }
  })
})

/** Gradient of the summed cross entropies, with the softmax written here. */
function wholeGradient(fixture: SurrogateFixture, arithmetic: Arithmetic): ArrayLike<number> {
  const network = networkOf(fixture.network, fixture.motifSize)
  const kernel = new ReferenceKernel(network.plan, RULE, arithmetic)
  kernel.load(network.weights, network.resistance, network.tauMem)
  const { scale } = fixture.network.readout
  fixture.events.forEach((events, n) => {
    kernel.forward(sampleOf(events))
    const powers = Array.from(kernel.outputs(), (x) => Math.exp(scale * x))
    const sum = powers.reduce((a, b) => a + b)
    const error = powers.map((p, c) => scale * (p / sum - (c === fixture.labels[n] ? 1 : 0)))
    kernel.backward(arithmetic === single ? Float32Array.from(error) : Float64Array.from(error))
  })
  return kernel.exactGradient()
}

describe('TSSL-BP without recurrent weights', () => {
  const inputs = 6
  const neurons = 8
  const readout = { kind: 'linear', classes: 3 } as const
  const forward: NetworkPlan = { layers: [{ inputs, neurons, connections: [] }], tauSyn: 4, readout }
  const looped: NetworkPlan = {
    layers: [{ inputs, neurons, connections: [{ kind: 'dense' }] }],
    tauSyn: 4,
    readout,
  }
  const numbers = randomNumbers(key(3, 'weights'), forward, 1.2)
  const sample: Sample = randomSample(key(4), inputs, 30, 0.25)
  const error = Float32Array.of(0.5, -0.25, -0.25)
  const first = inputs * neurons

  it.each(['reference', 'WebAssembly'])(
    'zero recurrent weights give the feed-forward gradient to the bit, %s',
    (which) => {
      const run = (plan: NetworkPlan, weights: Float32Array) => {
        const kernel =
          which === 'reference'
            ? new ReferenceKernel(plan, RULE)
            : new WasmKernel(plan, RULE, { steps: 30, events: 64 })
        kernel.load(weights, numbers.resistance, numbers.tauMem)
        const outputs = Array.from(kernel.forward(sample))
        kernel.backward(error)
        return { outputs, gradient: Array.from(kernel.gradient), counts: Array.from(kernel.counts) }
      }
      const alone = run(forward, numbers.weights)
      const weights = new Float32Array(planOffsets(looped).weights)
      weights.set(numbers.weights.subarray(0, first))
      weights.set(numbers.weights.subarray(first), first + neurons * neurons)
      const loop = run(looped, weights)
      expect(alone.counts.reduce((a, b) => a + b)).toBeGreaterThan(10)
      expect(loop.outputs).toEqual(alone.outputs)
      expect(loop.gradient.slice(0, first)).toEqual(alone.gradient.slice(0, first))
      expect(loop.gradient.slice(first + neurons * neurons)).toEqual(alone.gradient.slice(first))
      expect(loop.gradient.slice(first, first + neurons * neurons).some((g) => g !== 0)).toBe(true)
    },
  )
})
