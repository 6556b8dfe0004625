import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import type { Sample } from '../kernel/kernel.js'
import { key, uniform } from '../kernel/numerics/random.js'
import { type RunningNetwork, SpikeRecorder } from './spike-trains.js'

export interface MemorySettings {
  /** Symbols of the signal; half of them fit the readout, the other half judge it. */
  readonly symbols: number
  /** Steps for which a symbol is held. */
  readonly hold: number
  /** Probability of an event per channel and step during symbol 1; none come during symbol 0. */
  readonly rate: number
  /** Longest delay, in symbols. */
  readonly delays: number
  readonly seed: number
}

export const MEMORY_SETTINGS: MemorySettings = { symbols: 600, hold: 5, rate: 0.3, delays: 20, seed: 1 }

export interface MemoryCurve {
  /** [delay in symbols, from 0] squared correlation of the symbol then with its estimate, on symbols that were not fitted: 0 .. 1. */
  readonly recall: readonly number[]
  /** Their sum without delay 0: how many symbols are remembered. */
  readonly capacity: number
  readonly settings: MemorySettings
}

/** Weight decay of the estimate, relative to the number of fitted symbols. */
const RIDGE = 1e-3

/**
 * How far back a network remembers what came in, without training it: H. Jaeger, "Short term memory in echo state networks"
 * (GMD report 152, 2001), for spikes. A random sequence of symbols 0 and 1 drives all channels at once; a linear
 * readout of the last layer's spikes, counted over the steps of a symbol, estimates the symbol of each delay by ridge
 * regression. The signal, the regularisation and the split in halves are ours.
 */
export function memoryCurve(network: RunningNetwork, change: Partial<MemorySettings> = {}): MemoryCurve {
  const settings = { ...MEMORY_SETTINGS, ...change }
  const { symbols, delays } = settings
  const signal = Array.from({ length: symbols }, (_, i) =>
    uniform(key(settings.seed, 'memory signal'), i) < 0.5 ? 0 : 1,
  )
  const states = statesOf(network, signal, settings)
  const half = Math.floor(symbols / 2)
  const fit = range(delays, half)
  const judge = range(Math.max(half, delays), symbols)
  const factor = new CholeskyDecomposition(gram(states, fit))
  const recall = Array.from({ length: delays + 1 }, (_, delay) => {
    const target = Matrix.columnVector(fit.map((i) => signal[i - delay]))
    const weights = factor.solve(rows(states, fit).transpose().mmul(target))
    const estimate = rows(states, judge).mmul(weights).to1DArray()
    return squaredCorrelation(
      estimate,
      judge.map((i) => signal[i - delay]),
    )
  })
  return { recall, capacity: recall.slice(1).reduce((sum, r) => sum + r, 0), settings }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

/** [symbol][neuron of the last recurrent layer, and 1] spikes during the symbol. */
function statesOf(
  network: RunningNetwork,
  signal: readonly number[],
  { hold, rate, seed }: MemorySettings,
): number[][] {
  const { inputs, layers } = network.topology
  const k = key(seed, 'memory events')
  const steps = hold * signal.length
  const step: number[] = []
  const channel: number[] = []
  for (let t = 0; t < steps; t++) {
    if (signal[Math.floor(t / hold)] === 0) continue
    for (let c = 0; c < inputs; c++) {
      if (uniform(k, t * inputs + c) >= rate) continue
      step.push(t)
      channel.push(c)
    }
  }
  const sample: Sample = { steps, step: Uint16Array.from(step), channel: Uint16Array.from(channel) }
  const last = layers.length - 1
  const { step: at, neuron } = new SpikeRecorder(network).record(sample).layers[last]
  const states = signal.map(() => [...new Array<number>(layers[last].neurons).fill(0), 1])
  at.forEach((t, i) => {
    states[Math.floor(t / hold)][neuron[i]]++
  })
  return states
}

const rows = (states: readonly (readonly number[])[], which: readonly number[]) =>
  new Matrix(which.map((i) => [...states[i]]))

function gram(states: readonly (readonly number[])[], which: readonly number[]): Matrix {
  const own = rows(states, which)
  const product = own.transpose().mmul(own)
  for (let i = 0; i < product.rows; i++) product.set(i, i, product.get(i, i) + RIDGE * which.length)
  return product
}

/** 0 where either does not vary. */
function squaredCorrelation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]) => x.reduce((sum, value) => sum + value, 0) / x.length
  const [ma, mb] = [mean(a), mean(b)]
  let [aa, bb, ab] = [0, 0, 0]
  a.forEach((value, i) => {
    aa += (value - ma) ** 2
    bb += (b[i] - mb) ** 2
    ab += (value - ma) * (b[i] - mb)
  })
  return aa * bb < 1e-18 ? 0 : (ab * ab) / (aa * bb)
}
