import { addRow, addScaledRow, fillZero, gatherRows, multiplyRows, scatterRows } from './rows'
import { fastSigmoid, flush, logistic } from './surrogate'

// Field order is mirrored by wasm-layout.ts. All fields are four bytes.
@unmanaged
export class Connection {
  kind: i32 // 0 block, 1 lateral, 2 dense, 3 csr
  size: i32 // block: neurons per block; lateral: distance
  ring: i32
  weights: usize
  transposed: usize // block, dense
  gradient: usize
  rowStart: usize // csr
  target: usize // csr
}

@unmanaged
export class Layer {
  inputs: i32
  neurons: i32
  padded: i32 // neurons rounded up to a multiple of four
  steps: i32
  connections: i32
  connection: usize // Connection[connections]
  input: usize
  inputTransposed: usize // 0 when nothing below needs the error
  inputGradient: usize
  lambda: usize
  rho: usize
  kappa: f32
  gain: f32
  eventStart: usize // u32[steps + 1]
  events: usize // u16
  spikeStart: usize // u32[steps + 1]
  spikes: usize // u16
  jump: usize
  current: usize
  u: usize // f32[steps + 1][padded], row 0 is the resting state
  trace: usize // f32[steps][padded] own filtered spikes, 0 when the rule does not need them
  counts: usize
  external: usize // dL/ds from outside
  externalStride: i32 // bytes from one step to the next; 0 for a constant
  spikeGradient: usize
  carry: usize
  currentGradient: usize
  jumpGradient: usize
  lower: usize // f32[steps][lowerStride / 4]
  lowerStride: i32
  tssl: i32
  logistic: i32
  shape: f32 // 1 / width of the logistic, slope of the fast sigmoid
  fullReset: i32
}

export function forwardLayer(layer: Layer): void {
  const n = layer.neurons
  const padded = layer.padded
  fillZero(layer.jump, padded)
  fillZero(layer.current, padded)
  fillZero(layer.u, padded)
  fillZero(layer.counts, padded)
  store<u32>(layer.spikeStart, 0)
  let firstSpike = 0
  let spikeCount = 0
  for (let t = 0; t < layer.steps; t++) {
    const eventAt = load<u32>(layer.eventStart + (<usize>t << 2))
    const eventEnd = load<u32>(layer.eventStart + (<usize>t << 2), 4)
    const events = layer.events + (<usize>eventAt << 1)
    if (eventEnd > eventAt) gatherRows(layer.jump, layer.input, events, eventEnd - eventAt, n)
    for (let c = 0; c < layer.connections; c++) {
      const connection = changetype<Connection>(layer.connection + <usize>c * offsetof<Connection>())
      addRecurrent(connection, layer.jump, layer.spikes, firstSpike, spikeCount, n)
    }
    firstSpike = spikeCount
    spikeCount = advance(layer, t, spikeCount)
    store<u32>(layer.spikeStart + (<usize>t << 2), spikeCount, 4)
  }
}

/** jump += rows of the spikes [from, to), in order. */
function addRecurrent(connection: Connection, jump: usize, spikes: usize, from: i32, to: i32, n: i32): void {
  const kind = connection.kind
  const weights = connection.weights
  if (kind == 0) {
    const size = connection.size
    let start = 0
    for (let e = from; e < to; e++) {
      const k = <i32>load<u16>(spikes + (<usize>e << 1))
      while (k >= start + size) start += size
      addRow(jump + (<usize>start << 2), weights + (<usize>(k * size) << 2), size)
    }
  } else if (kind == 1) {
    const distance = connection.size
    for (let e = from; e < to; e++) {
      const k = <i32>load<u16>(spikes + (<usize>e << 1))
      const up = lateralTarget(k + distance, n, connection.ring)
      const down = lateralTarget(k - distance, n, connection.ring)
      if (up >= 0) addTo(jump, up, load<f32>(weights + (<usize>k << 2)))
      if (down >= 0) addTo(jump, down, load<f32>(weights + (<usize>(n + k) << 2)))
    }
  } else if (kind == 2) {
    if (to > from) gatherRows(jump, weights, spikes + (<usize>from << 1), to - from, n)
  } else {
    for (let e = from; e < to; e++) {
      const k = <usize>load<u16>(spikes + (<usize>e << 1))
      const end = load<u32>(connection.rowStart + (k << 2), 4)
      for (let s = load<u32>(connection.rowStart + (k << 2)); s < end; s++) {
        addTo(jump, load<u32>(connection.target + (<usize>s << 2)), load<f32>(weights + (<usize>s << 2)))
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(into: usize, index: i32, value: f32): void {
  const at = into + (<usize>index << 2)
  store<f32>(at, load<f32>(at) + value)
}

/** Index of a neighbour, -1 when the line ends there. */
// @ts-ignore: decorator
@inline
function lateralTarget(index: i32, n: i32, ring: i32): i32 {
  if (index >= n) return ring ? index - n : -1
  if (index < 0) return ring ? index + n : -1
  return index
}

/** One step of all neurons; appends this step's spikes and returns how many there are in all. */
function advance(layer: Layer, t: i32, spikeCount: i32): i32 {
  const padded = layer.padded
  const one = f32x4.splat(1)
  const zero = f32x4.splat(0)
  const kappa = f32x4.splat(layer.kappa)
  const gain = f32x4.splat(layer.gain)
  const jump = layer.jump
  const current = layer.current
  const lambda = layer.lambda
  const rho = layer.rho
  const spikes = layer.spikes
  const counts = layer.counts
  const before = layer.u + (<usize>(t * padded) << 2)
  const after = before + (<usize>padded << 2)
  for (let i = 0; i < padded; i += 4) {
    const at = <usize>i << 2
    const j = v128.load(jump + at)
    v128.store(jump + at, zero)
    const c = flush(f32x4.add(f32x4.mul(kappa, v128.load(current + at)), f32x4.mul(gain, j)))
    v128.store(current + at, c)
    const last = v128.load(before + at)
    const held = v128.andnot(last, f32x4.gt(last, one))
    const u = flush(f32x4.add(f32x4.mul(v128.load(lambda + at), held), f32x4.mul(v128.load(rho + at), c)))
    v128.store(after + at, u)
    let fired = i32x4.bitmask(f32x4.gt(u, one))
    while (fired) {
      const k = i + ctz(fired)
      store<u16>(spikes + (<usize>spikeCount << 1), <u16>k)
      spikeCount++
      addTo(counts, k, 1)
      fired &= fired - 1
    }
  }
  if (layer.trace) traceSpikes(layer, t)
  return spikeCount
}

/** a[t] = kappa a[t-1] + gain s[t] */
function traceSpikes(layer: Layer, t: i32): void {
  const padded = layer.padded
  const one = f32x4.splat(1)
  const kappa = f32x4.splat(layer.kappa)
  const gain = f32x4.splat(layer.gain)
  const u = layer.u + (<usize>((t + 1) * padded) << 2)
  const after = layer.trace + (<usize>(t * padded) << 2)
  const stride = <usize>padded << 2
  for (let i = 0; i < padded; i += 4) {
    const at = <usize>i << 2
    const before = t ? v128.load(after - stride + at) : f32x4.splat(0)
    const fired = f32x4.gt(v128.load(u + at), one)
    v128.store(after + at, flush(f32x4.add(f32x4.mul(kappa, before), v128.and(gain, fired))))
  }
}

export function backwardLayer(layer: Layer): void {
  const n = layer.neurons
  const padded = layer.padded
  fillZero(layer.carry, padded)
  fillZero(layer.currentGradient, padded)
  fillZero(layer.jumpGradient, padded)
  for (let t = layer.steps - 1; t >= 0; t--) {
    memory.copy(layer.spikeGradient, layer.external + <usize>t * <usize>layer.externalStride, <usize>padded << 2)
    for (let c = 0; c < layer.connections; c++) {
      const connection = changetype<Connection>(layer.connection + <usize>c * offsetof<Connection>())
      pullRecurrent(connection, layer.spikeGradient, layer.jumpGradient, n)
    }
    if (layer.tssl) retreatTssl(layer, t)
    else retreatSurrogate(layer, t)
    const start = <usize>t << 2
    const eventAt = load<u32>(layer.eventStart + start)
    const eventCount = load<u32>(layer.eventStart + start, 4) - eventAt
    scatterRows(layer.inputGradient, layer.events + (<usize>eventAt << 1), eventCount, layer.jumpGradient, n)
    if (t > 0) {
      const from = load<u32>(layer.spikeStart + start - 4)
      const to = load<u32>(layer.spikeStart + start)
      for (let c = 0; c < layer.connections; c++) {
        const connection = changetype<Connection>(layer.connection + <usize>c * offsetof<Connection>())
        addRecurrentGradient(connection, layer.jumpGradient, layer.spikes, from, to, n)
      }
    }
    if (layer.lower) {
      const lower = layer.lower + <usize>t * <usize>layer.lowerStride
      memory.fill(lower, 0, layer.lowerStride)
      multiplyRows(lower, layer.inputTransposed, layer.jumpGradient, n, layer.inputs)
    }
  }
}

/** spikeGradient[k] += sum over k's synapses of weight x jumpGradient[target]. */
function pullRecurrent(connection: Connection, spikeGradient: usize, jumpGradient: usize, n: i32): void {
  const kind = connection.kind
  const weights = connection.weights
  if (kind == 0) {
    const size = connection.size
    for (let start = 0; start < n; start += size) {
      const at = <usize>start << 2
      multiplyRows(spikeGradient + at, connection.transposed + at * size, jumpGradient + at, size, size)
    }
  } else if (kind == 1) {
    const distance = connection.size
    for (let k = 0; k < n; k++) {
      const up = lateralTarget(k + distance, n, connection.ring)
      const down = lateralTarget(k - distance, n, connection.ring)
      if (up >= 0) addTo(spikeGradient, k, load<f32>(weights + (<usize>k << 2)) * load<f32>(jumpGradient + (<usize>up << 2)))
      if (down >= 0) {
        addTo(spikeGradient, k, load<f32>(weights + (<usize>(n + k) << 2)) * load<f32>(jumpGradient + (<usize>down << 2)))
      }
    }
  } else if (kind == 2) {
    multiplyRows(spikeGradient, connection.transposed, jumpGradient, n, n)
  } else {
    for (let k = 0; k < n; k++) {
      const end = load<u32>(connection.rowStart + (<usize>k << 2), 4)
      let sum = load<f32>(spikeGradient + (<usize>k << 2))
      for (let s = load<u32>(connection.rowStart + (<usize>k << 2)); s < end; s++) {
        const target = <usize>load<u32>(connection.target + (<usize>s << 2))
        sum += load<f32>(weights + (<usize>s << 2)) * load<f32>(jumpGradient + (target << 2))
      }
      store<f32>(spikeGradient + (<usize>k << 2), sum)
    }
  }
}

function addRecurrentGradient(
  connection: Connection,
  jumpGradient: usize,
  spikes: usize,
  from: i32,
  to: i32,
  n: i32,
): void {
  const kind = connection.kind
  const gradient = connection.gradient
  if (kind == 0) {
    const size = connection.size
    let start = 0
    for (let e = from; e < to; e++) {
      const k = <i32>load<u16>(spikes + (<usize>e << 1))
      while (k >= start + size) start += size
      addRow(gradient + (<usize>(k * size) << 2), jumpGradient + (<usize>start << 2), size)
    }
  } else if (kind == 1) {
    const distance = connection.size
    for (let e = from; e < to; e++) {
      const k = <i32>load<u16>(spikes + (<usize>e << 1))
      const up = lateralTarget(k + distance, n, connection.ring)
      const down = lateralTarget(k - distance, n, connection.ring)
      if (up >= 0) addTo(gradient, k, load<f32>(jumpGradient + (<usize>up << 2)))
      if (down >= 0) addTo(gradient, n + k, load<f32>(jumpGradient + (<usize>down << 2)))
    }
  } else if (kind == 2) {
    scatterRows(gradient, spikes + (<usize>from << 1), to - from, jumpGradient, n)
  } else {
    for (let e = from; e < to; e++) {
      const k = <usize>load<u16>(spikes + (<usize>e << 1))
      const end = load<u32>(connection.rowStart + (k << 2), 4)
      for (let s = load<u32>(connection.rowStart + (k << 2)); s < end; s++) {
        const target = <usize>load<u32>(connection.target + (<usize>s << 2))
        addTo(gradient, s, load<f32>(jumpGradient + (target << 2)))
      }
    }
  }
}

/** BPTT through one step: spikeGradient -> jumpGradient, carry = dL/d(u after reset) of the step before. */
function retreatSurrogate(layer: Layer, t: i32): void {
  const padded = layer.padded
  const one = f32x4.splat(1)
  const shape = f32x4.splat(layer.shape)
  const kappa = f32x4.splat(layer.kappa)
  const gain = f32x4.splat(layer.gain)
  const u = layer.u + (<usize>((t + 1) * padded) << 2)
  const isLogistic = layer.logistic
  const fullReset = layer.fullReset
  for (let i = 0; i < padded; i += 4) {
    const at = <usize>i << 2
    const ut = v128.load(u + at)
    const slope = isLogistic ? logistic(ut, shape) : fastSigmoid(ut, shape)
    let through = v128.andnot(one, f32x4.gt(ut, one))
    if (fullReset) through = f32x4.sub(through, f32x4.mul(ut, slope))
    const carry = v128.load(layer.carry + at)
    const value = f32x4.add(f32x4.mul(v128.load(layer.spikeGradient + at), slope), f32x4.mul(carry, through))
    v128.store(layer.carry + at, flush(f32x4.mul(v128.load(layer.lambda + at), value)))
    toJump(layer, at, value, kappa, gain)
  }
}

/** TSSL-BP through one step (reference/layer.ts, tsslError). */
function retreatTssl(layer: Layer, t: i32): void {
  const padded = layer.padded
  const one = f32x4.splat(1)
  const zero = f32x4.splat(0)
  const shape = f32x4.splat(layer.shape)
  const kappa = f32x4.splat(layer.kappa)
  const gain = f32x4.splat(layer.gain)
  const quiet = f32x4.splat(0.25 * layer.gain)
  const before = layer.u + (<usize>(t * padded) << 2)
  const u = before + (<usize>padded << 2)
  const trace = layer.trace + (<usize>(t * padded) << 2)
  const isLogistic = layer.logistic
  for (let i = 0; i < padded; i += 4) {
    const at = <usize>i << 2
    const ut = v128.load(u + at)
    const last = v128.load(before + at)
    const held = v128.andnot(last, f32x4.gt(last, one))
    const g = v128.load(layer.spikeGradient + at)
    const carry = v128.load(layer.carry + at)
    const lambda = v128.load(layer.lambda + at)
    const leak = f32x4.sub(one, lambda)
    const rise = f32x4.div(one, f32x4.sub(ut, held))
    const sensitivity = f32x4.pmin(f32x4.pmax(rise, zero), f32x4.splat(8))
    const atSpike = f32x4.mul(sensitivity, f32x4.add(g, f32x4.mul(f32x4.mul(carry, leak), ut)))
    const error = v128.bitselect(atSpike, f32x4.mul(carry, lambda), f32x4.gt(ut, one))
    const slope = isLogistic ? logistic(ut, shape) : fastSigmoid(ut, shape)
    const value = v128.bitselect(f32x4.mul(g, slope), error, f32x4.lt(v128.load(trace + at), quiet))
    v128.store(layer.carry + at, flush(error))
    toJump(layer, at, value, kappa, gain)
  }
}

/** dL/du -> dL/dI (through R/tau and the synaptic filter) -> dL/dJ. */
// @ts-ignore: decorator
@inline
function toJump(layer: Layer, at: usize, value: v128, kappa: v128, gain: v128): void {
  const c = flush(
    f32x4.add(
      f32x4.mul(v128.load(layer.rho + at), value),
      f32x4.mul(kappa, v128.load(layer.currentGradient + at)),
    ),
  )
  v128.store(layer.currentGradient + at, c)
  v128.store(layer.jumpGradient + at, f32x4.mul(gain, c))
}

/** outputs[c] = sum_k counts[k] weights[k][c] */
export function readoutForward(counts: usize, weights: usize, outputs: usize, n: i32, classes: i32): void {
  fillZero(outputs, classes)
  for (let k = 0; k < n; k++) {
    const count = load<f32>(counts + (<usize>k << 2))
    if (count != 0) addScaledRow(outputs, weights + (<usize>(k * classes) << 2), count, classes)
  }
}

/** Adds the readout's weight gradient and leaves dL/ds of the layer below, equal at every step. */
export function readoutBackward(
  counts: usize,
  weights: usize,
  gradient: usize,
  outputGradient: usize,
  spikeGradient: usize,
  n: i32,
  classes: i32,
): void {
  for (let k = 0; k < n; k++) {
    const count = load<f32>(counts + (<usize>k << 2))
    const row = <usize>(k * classes) << 2
    if (count != 0) addScaledRow(gradient + row, outputGradient, count, classes)
    let sum: f32 = 0
    for (let c = 0; c < classes; c++) {
      const at = <usize>c << 2
      sum += load<f32>(weights + row + at) * load<f32>(outputGradient + at)
    }
    store<f32>(spikeGradient + (<usize>k << 2), sum)
  }
}
