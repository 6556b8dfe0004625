import type { GradientRule } from '../kernel.js'
import type { LayerPlan } from '../plan.js'
import { eachSynapse } from '../synapses.js'
import { type Arithmetic, surrogateDerivative } from './arithmetic.js'

type Numbers = Float32Array | Float64Array

/** What reaches a layer: for every step the rows to add and how much of each (1 for a real spike). */
export interface StepEvents {
  readonly index: number[]
  readonly amplitude: number[]
}

/** A layer with its numbers: `weights` are views in the order of the plan. */
export interface LayerState {
  readonly plan: LayerPlan
  readonly input: Numbers
  readonly connections: readonly Numbers[]
  readonly resistance: Numbers
  readonly tauMem: Numbers
  readonly tauSyn: number
}

/** Everything the backward pass needs. [step][neuron] */
export interface LayerTrace {
  readonly steps: number
  readonly events: readonly StepEvents[]
  readonly u: readonly Numbers[]
  readonly s: readonly Numbers[]
  /** The neuron's own filtered spike train a. */
  readonly a: readonly Numbers[]
  readonly current: readonly Numbers[]
}

/** lambda = 1 - 1/tau, rho = R/tau, and the synaptic kappa = 1 - 1/tauSyn, gain = 1/tauSyn. */
function constants(layer: LayerState, a: Arithmetic) {
  const { round } = a
  const n = layer.plan.neurons
  const lambda = a.array(n)
  const rho = a.array(n)
  for (let i = 0; i < n; i++) {
    lambda[i] = round(1 - round(1 / layer.tauMem[i]))
    rho[i] = round(layer.resistance[i] / layer.tauMem[i])
  }
  const gain = round(1 / layer.tauSyn)
  return { lambda, rho, gain, kappa: round(1 - gain) }
}

/** Runs a layer from rest over all steps (equations in kernel.ts). */
export function forwardLayer(
  layer: LayerState,
  events: readonly StepEvents[],
  rule: GradientRule,
  a: Arithmetic,
): LayerTrace {
  const { round, flush } = a
  const n = layer.plan.neurons
  const { lambda, rho, gain, kappa } = constants(layer, a)
  const trace = { steps: events.length, events, u: [], s: [], a: [], current: [] } as {
    steps: number
    events: readonly StepEvents[]
  } & Record<'u' | 's' | 'a' | 'current', Numbers[]>
  let u = a.array(n)
  let s = a.array(n)
  let own = a.array(n)
  let current = a.array(n)
  for (let t = 0; t < events.length; t++) {
    const jump = a.array(n)
    const { index, amplitude } = events[t]
    for (let e = 0; e < index.length; e++) {
      for (let i = 0; i < n; i++) jump[i] = round(jump[i] + round(amplitude[e] * layer.input[index[e] * n + i]))
    }
    layer.plan.connections.forEach((connection, c) => {
      const weights = layer.connections[c]
      for (let k = 0; k < n; k++) {
        if (s[k] === 0) continue
        eachSynapse(connection, n, k, (i, w) => {
          jump[i] = round(jump[i] + round(s[k] * weights[w]))
        })
      }
    })
    const next = { u: a.array(n), s: a.array(n), own: a.array(n), current: a.array(n) }
    for (let i = 0; i < n; i++) {
      next.current[i] = flush(round(round(kappa * current[i]) + round(gain * jump[i])))
      const held = round(u[i] * round(1 - s[i]))
      next.u[i] = flush(round(round(lambda[i] * held) + round(rho[i] * next.current[i])))
      next.s[i] = a.spike(next.u[i], rule.surrogate)
      next.own[i] = flush(round(round(kappa * own[i]) + round(gain * next.s[i])))
    }
    u = next.u
    s = next.s
    own = next.own
    current = next.current
    trace.u.push(u)
    trace.s.push(s)
    trace.a.push(own)
    trace.current.push(current)
  }
  return trace
}

export interface LayerGradient {
  readonly input: Numbers
  readonly connections: readonly Numbers[]
  /** dL/dR and dL/dtau per neuron; exact in float64, not part of the fast kernel. */
  readonly resistance: Float64Array
  readonly tauMem: Float64Array
}

/** One neuron at one step: g = dL/ds, `held` = u after the reset of the step before, `carry` from the later step. */
interface NeuronStep {
  readonly g: number
  readonly u: number
  readonly s: number
  readonly held: number
  readonly own: number
  readonly carry: number
  readonly lambda: number
  readonly gain: number
}

/** ds/du of the surrogate, 0 where it is below the rule's threshold. */
function sparseDerivative(u: number, rule: GradientRule, a: Arithmetic): number {
  const derivative = surrogateDerivative(u, rule.surrogate, a)
  return derivative < a.round(rule.sparseSurrogate ?? 0) ? 0 : derivative
}

/** dL/du by BPTT; `carry` = dL/d(u after reset) of the step before. */
function surrogateError(n: NeuronStep, rule: GradientRule, a: Arithmetic): { value: number; carry: number } {
  const { round } = a
  const slope = sparseDerivative(n.u, rule, a)
  const through = rule.reset === 'full' ? round(round(1 - n.s) - round(n.u * slope)) : round(1 - n.s)
  const value = round(round(n.g * slope) + round(n.carry * through))
  return { value, carry: round(n.lambda * value) }
}

/**
 * TSSL-BP (Zhang & Li 2020, as in the authors' code; papers' notes section 4). `g` is already the filtered error
 * G = sum eps D, `carry` is theta, and theta equals the error e in both branches.
 */
function tsslError(n: NeuronStep, rule: GradientRule, a: Arithmetic): { value: number; carry: number } {
  const { round } = a
  const leak = round(1 - n.lambda)
  const sensitivity = Math.min(8, Math.max(0, round(1 / round(n.u - n.held))))
  const atSpike = round(sensitivity * round(n.g + round(round(n.carry * leak) * n.u)))
  const carry = n.s === 1 ? atSpike : round(n.carry * n.lambda)
  const recentlyActive = n.own >= round(0.25 * n.gain)
  return { value: recentlyActive ? carry : round(n.g * sparseDerivative(n.u, rule, a)), carry }
}

/**
 * Walks time in reverse. `spikeGradient[t][i]` is dL/ds from outside the layer; returns the same for the events that
 * came in, [step][input]. Adds into `gradient`.
 */
export function backwardLayer(
  layer: LayerState,
  trace: LayerTrace,
  spikeGradient: readonly Numbers[],
  gradient: LayerGradient,
  rule: GradientRule,
  a: Arithmetic,
): Numbers[] {
  const { round, flush } = a
  const n = layer.plan.neurons
  const { lambda, rho, gain, kappa } = constants(layer, a)
  const carry = a.array(n)
  const currentGradient = a.array(n)
  const jumpGradient = a.array(n)
  const below: Numbers[] = []
  const zero = a.array(n)
  for (let t = trace.steps - 1; t >= 0; t--) {
    const u = trace.u[t]
    const s = trace.s[t]
    const uBefore = t > 0 ? trace.u[t - 1] : zero
    const sBefore = t > 0 ? trace.s[t - 1] : zero
    // dL/ds: from outside, then through the recurrent synapses of step t + 1.
    const spike = a.array(n)
    spike.set(spikeGradient[t])
    layer.plan.connections.forEach((connection, c) => {
      const weights = layer.connections[c]
      for (let k = 0; k < n; k++) {
        eachSynapse(connection, n, k, (i, w) => {
          spike[k] = round(spike[k] + round(weights[w] * jumpGradient[i]))
        })
      }
    })
    for (let i = 0; i < n; i++) {
      const held = round(uBefore[i] * round(1 - sBefore[i]))
      const neuron = {
        g: spike[i],
        u: u[i],
        s: s[i],
        held,
        own: trace.a[t][i],
        carry: carry[i],
        lambda: lambda[i],
        gain,
      }
      const error = rule.rule === 'surrogate' ? surrogateError(neuron, rule, a) : tsslError(neuron, rule, a)
      carry[i] = flush(error.carry)
      currentGradient[i] = flush(round(round(rho[i] * error.value) + round(kappa * currentGradient[i])))
      jumpGradient[i] = round(gain * currentGradient[i])
      gradient.resistance[i] += (error.value * trace.current[t][i]) / layer.tauMem[i]
      gradient.tauMem[i] +=
        (error.value * (held - layer.resistance[i] * trace.current[t][i])) / (layer.tauMem[i] * layer.tauMem[i])
    }
    accumulate(t, sBefore)
    const lower = a.array(layer.plan.inputs)
    for (let j = 0; j < layer.plan.inputs; j++) {
      for (let i = 0; i < n; i++) lower[j] = round(lower[j] + round(layer.input[j * n + i] * jumpGradient[i]))
    }
    below[t] = lower
  }
  return below

  function accumulate(t: number, sBefore: Numbers): void {
    const { index, amplitude } = trace.events[t]
    for (let e = 0; e < index.length; e++) {
      for (let i = 0; i < n; i++) {
        const w = index[e] * n + i
        gradient.input[w] = round(gradient.input[w] + round(amplitude[e] * jumpGradient[i]))
      }
    }
    layer.plan.connections.forEach((connection, c) => {
      const into = gradient.connections[c]
      for (let k = 0; k < n; k++) {
        if (sBefore[k] === 0) continue
        eachSynapse(connection, n, k, (i, w) => {
          into[w] = round(into[w] + round(sBefore[k] * jumpGradient[i]))
        })
      }
    })
  }
}
