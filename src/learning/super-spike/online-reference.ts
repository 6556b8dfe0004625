import type { EncodedDataset } from '../../data/dataset.js'
import { type Constants, constantsOf } from './constants.js'
import { criticOf } from './critic.js'
import type { LearnerTask } from './learner.js'
import { optimise } from './optimise.js'
import { initialWeights, randomFeedback, type WiredLayer } from './wiring.js'

interface Synapse {
  readonly pre: number
  readonly post: number
  readonly weight: number
  /** Population that it comes from: 0 the inputs, 1 the lowest layer. */
  readonly from: number
}

/**
 * SuperSpike as the paper states it: step by step, with two filters for every synapse. The slow and obvious twin of `Learner`, and
 * its specification. Order of a step: membrane, threshold, synaptic current, arrivals, errors, traces, eligibility, update.
 */
export class OnlineReference {
  readonly #task: LearnerTask
  readonly #constants: Constants
  readonly weights: Float64Array
  /** Sums of the last window. */
  gradient: Float64Array
  /** Squared error of all outputs, integrated. */
  cost = 0
  /** [layer] step and neuron of every spike. */
  readonly spikes: { step: number; neuron: number }[][]
  /** [layer][neuron] membrane after the last step. */
  readonly voltage: number[][]
  readonly #synapses: Synapse[][]
  readonly #current: number[][]
  readonly #refractory: number[][]
  /** [population][neuron] the presynaptic trace and its first stage. */
  readonly #z: number[][]
  readonly #trace: number[][]
  /** [synapse] eligibility and its first stage. */
  readonly #a: Float64Array
  readonly #eligibility: Float64Array
  #sums: Float64Array
  readonly #memory: Float64Array
  /** [layer][neuron] */
  readonly #rise: number[][]
  readonly #error: number[][]
  readonly #hetero: number[][]
  readonly #random: Float64Array[]
  /** [step mod length] spikes of populations on their way, slopes and traces as they were. */
  readonly #sent: number[][][] = []
  readonly #slopes: number[][][] = []
  readonly #traces: number[][][] = []
  #clock = 0

  constructor(task: LearnerTask, weights = initialWeights(task.wiring, task.recipe.initial, task.replicate)) {
    this.#task = task
    const { wiring, recipe, neuron, dt, replicate } = task
    const { layers } = wiring
    this.#constants = constantsOf(recipe, neuron, dt)
    this.weights = weights
    const perLayer = (value: number) => layers.map(({ neurons }) => new Array<number>(neurons).fill(value))
    const perPopulation = () =>
      [layers[0].inputs, ...layers.map((l) => l.neurons)].map((n) => new Array<number>(n).fill(0))
    this.voltage = perLayer(recipe.rest)
    this.#current = perLayer(0)
    this.#refractory = perLayer(0)
    this.#rise = perLayer(0)
    this.#error = perLayer(0)
    this.#hetero = perLayer(0)
    this.#z = perPopulation()
    this.#trace = perPopulation()
    this.spikes = layers.map(() => [])
    this.#synapses = layers.map(synapsesOf)
    const zeros = () => new Float64Array(wiring.weights)
    this.#a = zeros()
    this.#eligibility = zeros()
    this.#sums = zeros()
    this.#memory = zeros()
    this.gradient = zeros()
    this.#random = recipe.feedback === 'random' ? randomFeedback(wiring, replicate) : []
  }

  run(data: EncodedDataset, i: number, rate: number): void {
    const critic = criticOf(data, i, this.#task.recipe, this.#constants.dt)
    for (let t = 0; t < data.steps[i]; t++) {
      const inputs: number[] = []
      for (let e = data.eventStart[i]; e < data.eventStart[i + 1]; e++) {
        if (data.eventStep[e] === t) inputs.push(data.eventChannel[e])
      }
      const fired = this.#step(inputs)
      const x = new Array<number>(this.voltage[this.voltage.length - 1].length).fill(0)
      critic.expect(t, t + 1, (_, output, value) => {
        x[output] += value
      })
      for (const output of fired) x[output] += critic.fired(t, output)
      const missed = t === data.steps[i] - 1 ? critic.missed() : undefined
      if (missed !== undefined) x[missed] += 1
      this.#errors(x)
      this.#plasticity(fired)
      this.#clock++
      if (this.#clock % this.#constants.update === 0) this.#update(rate)
    }
  }

  /** Membranes, spikes and arrivals; the outputs that fired. */
  #step(inputs: number[]): number[] {
    const { leak, decay, delay, refractory } = this.#constants
    const { rest, threshold, slope, surrogate } = this.#task.recipe
    const sent: number[][] = [inputs]
    this.voltage.forEach((u, l) => {
      const out: number[] = []
      for (let i = 0; i < u.length; i++) {
        u[i] += leak * (rest - u[i] + this.#current[l][i])
        if (this.#refractory[l][i] > 0) {
          this.#refractory[l][i]--
          u[i] = rest
        } else if (u[i] > threshold) {
          out.push(i)
          this.spikes[l].push({ step: this.#clock, neuron: i })
          u[i] = rest
          this.#refractory[l][i] = refractory
        }
        this.#current[l][i] *= decay
      }
      sent.push(out)
    })
    this.#sent[this.#clock] = sent
    const arriving = this.#sent[this.#clock - delay] ?? sent.map(() => [])
    this.#synapses.forEach((synapses, l) => {
      for (const { pre, post, weight, from } of synapses) {
        if (arriving[from].includes(pre)) this.#current[l][post] += this.weights[weight]
      }
    })
    arriving.forEach((spikes, p) => {
      for (const j of spikes) this.#z[p][j] += 1
      for (let j = 0; j < this.#z[p].length; j++) this.#z[p][j] *= decay
    })
    this.#slopes[this.#clock] = this.voltage.map((u) =>
      u.map((v) => (surrogate === 'linear' ? 1 : 1 / (1 + slope * Math.abs(v - threshold)) ** 2)),
    )
    this.#traces[this.#clock] = this.#trace.map((trace) => [...trace])
    return sent[sent.length - 1]
  }

  /** e = alpha * (target - output), and what is fed back of it. */
  #errors(x: readonly number[]): void {
    const { dt, rise, leak } = this.#constants
    const { wiring, recipe } = this.#task
    const top = wiring.layers.length - 1
    const [outputRise, output] = [this.#rise[top], this.#error[top]]
    for (let k = 0; k < x.length; k++) {
      outputRise[k] += rise * (x[k] / dt - outputRise[k])
      output[k] += leak * (outputRise[k] - output[k])
      this.cost += output[k] * output[k] * dt
    }
    for (let l = top - 1; l >= 0; l--) {
      const above = wiring.layers[l + 1]
      for (let i = 0; i < this.#error[l].length; i++) {
        let e = 0
        if (recipe.feedback === 'symmetric') {
          this.#error[l + 1].forEach((error, k) => {
            e += this.weights[above.start + i * above.neurons + k] * error
          })
        } else {
          output.forEach((error, k) => {
            e += error * (recipe.feedback === 'random' ? this.#random[l][i * output.length + k] : 1)
          })
        }
        this.#error[l][i] = e
      }
    }
  }

  #plasticity(outputs: readonly number[]): void {
    const { dt, leak, decay, rise, delay, heterosynaptic: forget } = this.#constants
    const { wiring, recipe } = this.#task
    const { strength, exponent } = recipe.heterosynaptic
    wiring.layers.forEach(({ depth }, l) => {
      const then = this.#clock - depth * delay
      const fired = depth === 0 ? outputs : this.#sent[this.#clock][l + 1]
      const hetero = this.#hetero[l]
      for (let i = 0; i < hetero.length; i++) hetero[i] = hetero[i] * forget + (fired.includes(i) ? 1 : 0)
      for (const { pre, post, weight: s, from } of this.#synapses[l]) {
        const product = then < 0 ? 0 : this.#slopes[then][l][post] * this.#traces[then][from][pre]
        this.#a[s] += product * dt
        this.#eligibility[s] += leak * (this.#a[s] * (rise / dt) - this.#eligibility[s])
        this.#a[s] *= decay
        const e = this.#error[l][post]
        this.#sums[s] += e * this.#eligibility[s]
        if (depth > 0 && strength > 0 && Math.abs(e) >= 1e-7 / dt) {
          this.#sums[s] -= strength * this.weights[s] * hetero[post] ** exponent
        }
      }
    })
    this.#trace.forEach((trace, p) => {
      for (let j = 0; j < trace.length; j++) trace[j] += leak * (this.#z[p][j] - trace[j])
    })
  }

  #update(rate: number): void {
    const { wiring, recipe } = this.#task
    const { update, forget } = this.#constants
    wiring.layers.forEach(({ start, depth }, l) => {
      if (depth > 0 && recipe.hidden !== 'trained') return
      const to = l + 1 < wiring.layers.length ? wiring.layers[l + 1].start : wiring.weights
      const how = { steps: update, rate, forget, optimiser: recipe.optimiser, low: wiring.low, high: wiring.high }
      optimise(this.weights, this.#memory, this.#sums, { from: start, to, ...how })
    })
    this.gradient = this.#sums
    this.#sums = new Float64Array(wiring.weights)
  }
}

function synapsesOf({ inputs, neurons, start, recurrent }: WiredLayer, l: number): Synapse[] {
  const all: Synapse[] = []
  for (let pre = 0; pre < inputs; pre++) {
    for (let post = 0; post < neurons; post++) all.push({ pre, post, weight: start + pre * neurons + post, from: l })
  }
  if (recurrent === null) return all
  const { rowStart, target, weight } = recurrent
  for (let pre = 0; pre < neurons; pre++) {
    for (let s = rowStart[pre]; s < rowStart[pre + 1]; s++) {
      all.push({ pre, post: target[s], weight: weight[s], from: l + 1 })
    }
  }
  return all
}
