import type { GradientRule } from '../src/kernel/kernel.js'
import { type Rates, rateAt } from './limits.js'
import type { LayerWork, PassWork } from './work-counts.js'

/**
 * The least time a part of a pass can take, in milliseconds: its arithmetic (+ - x /; comparisons and bit operations
 * are not counted) at the measured rate of independent f32x4 multiplications and additions, and its memory traffic
 * at the measured rate of rows of its working set. Formulas: docs/guides/benchmark.md.
 */
export interface Bound {
  readonly arithmetic: number
  readonly memory: number
}

/** Limits of the parts of a forward and a backward pass. */
export interface PassBound {
  readonly forward: Readonly<Record<ForwardPart, Bound>>
  readonly backward: Readonly<Record<BackwardPart, Bound>>
}

export type ForwardPart = 'input rows' | 'recurrent rows' | 'neuron update' | 'readout'
export type BackwardPart = ForwardPart | 'transposed product' | 'error of the layer below'

const MS = 1e-6
/** A row addition makes three accesses: it loads the row and the sum, and stores the sum. */
const ACCESSES_PER_ROW_ELEMENT = 3

/** Operations and memory accesses per neuron and step; arrays of one float per neuron. */
interface StateCost {
  readonly operations: number
  readonly accesses: number
  /** Arrays of all steps that are written or read along with it. */
  readonly histories: number
}

/** I = kappa I + gain J; u = lambda held + rho I. Reads J, I, u, lambda, rho, clears J, writes I; u is the history. */
const FORWARD: StateCost = { operations: 6, accesses: 7, histories: 1 }
/** a = kappa a + gain s (tssl-bp). */
const TRACE: StateCost = { operations: 1, accesses: 1, histories: 1 }
/** value = g slope + carry through; carry = lambda value; I' = rho value + kappa I'; J' = gain I'. */
const SURROGATE: StateCost = { operations: 8, accesses: 8, histories: 1 }
/** tssl-bp: both errors, the choice between them, and the same I' and J'; reads u twice and the trace. */
const TSSL: StateCost = { operations: 13, accesses: 9, histories: 2 }
const SLOPE_OPERATIONS: Record<GradientRule['surrogate']['kind'], number> = { 'fast-sigmoid': 5, logistic: 26 }
const FULL_RESET_OPERATIONS = 2

function backwardCost({ rule, surrogate, reset }: GradientRule): StateCost {
  const base = rule === 'tssl-bp' ? TSSL : SURROGATE
  const through = rule === 'surrogate' && reset === 'full' ? FULL_RESET_OPERATIONS : 0
  return { ...base, operations: base.operations + SLOPE_OPERATIONS[surrogate.kind] + through }
}

const NOTHING: Bound = { arithmetic: 0, memory: 0 }

export const plus = (a: Bound, b: Bound): Bound => ({
  arithmetic: a.arithmetic + b.arithmetic,
  memory: a.memory + b.memory,
})

/** Elements of rows added to a sum, or of sums added to rows, in a working set of `floats`. */
export function rowBound(rates: Rates, kind: 'gather' | 'scatter', elements: number, floats: number): Bound {
  return { arithmetic: 0, memory: (elements / rateAt(rates, kind, 4 * floats)) * MS }
}

const arithmeticBound = (rates: Rates, operations: number): Bound => ({
  arithmetic: (operations / rates.multiplyAdd) * MS,
  memory: 0,
})

function stateBound(rates: Rates, { neurons, steps }: LayerWork, cost: StateCost): Bound {
  const updates = neurons * steps
  const rows = rateAt(rates, 'scatter', 4 * cost.accesses * neurons)
  const history = rateAt(rates, 'copy', 4 * cost.histories * updates)
  return {
    arithmetic: ((updates * cost.operations) / rates.multiplyAdd) * MS,
    memory: updates * (cost.accesses / ACCESSES_PER_ROW_ELEMENT / rows + cost.histories / history) * MS,
  }
}

/** Every step streams the weights anew, and multiplies and adds meanwhile: the slower of the two. */
function productBound(rates: Rates, { productElements, synapses }: LayerWork): Bound {
  const arithmetic = ((2 * productElements) / rates.multiplyAdd) * MS
  const memory = synapses > 0 ? (productElements / rateAt(rates, 'gather', 4 * synapses)) * MS : 0
  return arithmetic >= memory ? { arithmetic, memory: 0 } : { arithmetic: 0, memory }
}

export function passBound(rates: Rates, work: PassWork, rule: GradientRule): PassBound {
  const over = (part: (layer: LayerWork) => Bound) => work.layers.map(part).reduce(plus, NOTHING)
  const back = backwardCost(rule)
  const rows = (kind: 'gather' | 'scatter', which: 'input' | 'recurrent') =>
    over((layer) =>
      which === 'input'
        ? rowBound(rates, kind, layer.inputElements, layer.inputs * layer.neurons)
        : rowBound(rates, kind, layer.recurrentElements, layer.recurrentWeights),
    )
  return {
    forward: {
      'input rows': rows('gather', 'input'),
      'recurrent rows': rows('gather', 'recurrent'),
      'neuron update': over((layer) => {
        const update = stateBound(rates, layer, FORWARD)
        return rule.rule === 'tssl-bp' ? plus(update, stateBound(rates, layer, TRACE)) : update
      }),
      readout: arithmeticBound(rates, 2 * work.readoutForward),
    },
    backward: {
      'input rows': rows('scatter', 'input'),
      'recurrent rows': rows('scatter', 'recurrent'),
      'neuron update': over((layer) => stateBound(rates, layer, back)),
      readout: arithmeticBound(rates, 2 * work.readoutBackward),
      'transposed product': over((layer) => productBound(rates, layer)),
      'error of the layer below': over((layer) => arithmeticBound(rates, 2 * layer.lowerElements)),
    },
  }
}

const total = (bounds: Readonly<Record<string, Bound>>): Bound => Object.values(bounds).reduce(plus, NOTHING)

/** Arithmetic after memory, nothing at once: the limit that shares refer to. */
export const serial = ({ arithmetic, memory }: Bound): number => arithmetic + memory

/** If all arithmetic hid behind all memory traffic, or the other way round. */
export const overlapped = ({ arithmetic, memory }: Bound): number => Math.max(arithmetic, memory)

export const forwardBound = (bound: PassBound): Bound => total(bound.forward)
export const backwardBound = (bound: PassBound): Bound => total(bound.backward)

/** AdamW with its norm: per parameter 17 operations, 6 arrays read, 3 written, the gradient read once more. */
export function optimiserBound(rates: Rates, parameters: number): Bound {
  return plus(
    arithmeticBound(rates, 17 * parameters),
    rowBound(rates, 'scatter', (10 / ACCESSES_PER_ROW_ELEMENT) * parameters, 6 * parameters),
  )
}

/** SpiKL-IP's measuring of one sample: per neuron an exponential and the rule in float64 (two lanes), four sums. */
export function measuringBound(rates: Rates, neurons: number): Bound {
  return plus(
    arithmeticBound(rates, 2 * 80 * neurons),
    rowBound(rates, 'scatter', (2 * 9 * neurons) / ACCESSES_PER_ROW_ELEMENT, 12 * neurons),
  )
}
