// First spikes of a layer of current-based LIF neurons with exponential synapses, and the way back. In units of tauSyn,
// with c = g theta, sums over the inputs that came before, and
//
//   tauMem = tauSyn:    p = e^t, q = t e^t,      alpha(s) = s,  beta(s) = -1
//   tauMem = 2 tauSyn:  p = e^t, q = e^(t/2),    alpha(s) = -1, beta(s) = e^(s/2)
//
//   X = sum w p,  Y = sum w q,   V(s) = alpha(s) X + beta(s) Y = g u(s) e^s,   spike where V(s) = gamma(s) = c e^s
//   u'(s) e^s = kappa (X - V(s)),  kappa = 1 or 1/2: u rises while V < X
//
// So between two inputs there is a crossing if V(end) >= gamma(end), or if u has its peak there, V(start) < X < V(end),
// and the closed form finds a time.

import { exp64 } from './double-functions'
import { crossingTime } from './first-spike-crossing'
import {
  chargeOf,
  cutOf,
  errorsOf,
  EVENT,
  eventCount,
  eventsOf,
  gradientOf,
  horizonOf,
  inputErrorsOf,
  inputsOf,
  inputTimesOf,
  neuronsOf,
  orderOf,
  ratioOf,
  scratchOf,
  setEventCount,
  slopesOf,
  TILE,
  tilesOf,
  timesOf,
  weightsOf,
} from './first-spike-layer'
import { sortTimes } from './sort-times'

/** Sorts the inputs up to the horizon and writes their coefficients. */
function prepareEvents(layer: usize): void {
  const order = orderOf(layer)
  const inputs = inputTimesOf(layer)
  const count = sortTimes(inputs, inputsOf(layer), horizonOf(layer), order, scratchOf(layer))
  setEventCount(layer, count)
  const equal = ratioOf(layer) == 1
  const charge = chargeOf(layer)
  let event = eventsOf(layer)
  let before: f64 = NaN
  for (let k = 0; k < count; k++, event += EVENT) {
    const t = load<f64>(inputs + (<usize>load<i32>(order + (<usize>k << 2)) << 3))
    if (t == before) {
      memory.copy(event, event - EVENT, EVENT)
      continue
    }
    before = t
    const half = equal ? 0 : exp64(0.5 * t)
    const p = equal ? exp64(t) : half * half
    store<f64>(event, p)
    store<f64>(event, equal ? t * p : half, 8)
    store<f64>(event, equal ? t : -1, 16)
    store<f64>(event, equal ? -1 : half, 24)
    store<f64>(event, charge * p, 32)
    store<f64>(event, t, 40)
  }
}

/** Spike times of all neurons, from the times of the inputs. */
export function firstSpikeForward(layer: usize): void {
  prepareEvents(layer)
  const tiles = tilesOf(layer)
  const bytes = (<usize>inputsOf(layer) * TILE) << 3
  let weights = weightsOf(layer)
  for (let tile = 0; tile < tiles; tile++, weights += bytes) scanTile(layer, tile, weights)
}

/** All bits for lanes that are neurons, none for padding. */
function lanes(first: i32, neurons: i32): v128 {
  return i64x2(first < neurons ? -1 : 0, first + 1 < neurons ? -1 : 0)
}

function scanTile(layer: usize, tile: i32, weights: usize): void {
  const count = eventCount(layer)
  const order = orderOf(layer)
  const first = tile * TILE
  const times = timesOf(layer) + (<usize>first << 3)
  v128.store(times, f64x2.splat(Infinity))
  v128.store(times, f64x2.splat(Infinity), 16)
  let alive0 = lanes(first, neuronsOf(layer))
  let alive1 = lanes(first + 2, neuronsOf(layer))
  let x0 = f64x2.splat(0)
  let x1 = f64x2.splat(0)
  let y0 = f64x2.splat(0)
  let y1 = f64x2.splat(0)
  let event = eventsOf(layer)
  const last = event + <usize>(count - 1) * EVENT
  for (let k = 0; k < count; k++, event += EVENT) {
    const row = weights + ((<usize>load<i32>(order + (<usize>k << 2)) * TILE) << 3)
    const w0 = v128.load(row)
    const w1 = v128.load(row, 16)
    const p = v128.load64_splat(event)
    const q = v128.load64_splat(event, 8)
    x0 = f64x2.add(x0, f64x2.mul(w0, p))
    x1 = f64x2.add(x1, f64x2.mul(w1, p))
    y0 = f64x2.add(y0, f64x2.mul(w0, q))
    y1 = f64x2.add(y1, f64x2.mul(w1, q))
    if (event == last) break
    // On its way up, u can only meet the threshold where X > V = gamma, and gamma grows.
    const gammaNow = v128.load64_splat(event, 32)
    const able0 = v128.and(f64x2.ge(x0, gammaNow), alive0)
    const able1 = v128.and(f64x2.ge(x1, gammaNow), alive1)
    if (!v128.any_true(v128.or(able0, able1))) continue
    const next = event + EVENT
    const alpha = v128.load64_splat(next, 16)
    const beta = v128.load64_splat(next, 24)
    const gamma = v128.load64_splat(next, 32)
    const v0 = f64x2.add(f64x2.mul(x0, alpha), f64x2.mul(y0, beta))
    const v1 = f64x2.add(f64x2.mul(x1, alpha), f64x2.mul(y1, beta))
    const suspect0 = v128.and(f64x2.ge(v0, f64x2.pmin(x0, gamma)), able0)
    const suspect1 = v128.and(f64x2.ge(v1, f64x2.pmin(x1, gamma)), able1)
    if (!v128.any_true(v128.or(suspect0, suspect1))) continue
    const alphaNow = v128.load64_splat(event, 16)
    const betaNow = v128.load64_splat(event, 24)
    const start0 = f64x2.add(f64x2.mul(x0, alphaNow), f64x2.mul(y0, betaNow))
    const start1 = f64x2.add(f64x2.mul(x1, alphaNow), f64x2.mul(y1, betaNow))
    const hit0 = v128.and(suspect0, v128.or(f64x2.ge(v0, gamma), f64x2.lt(start0, x0)))
    const hit1 = v128.and(suspect1, v128.or(f64x2.ge(v1, gamma), f64x2.lt(start1, x1)))
    if (!v128.any_true(v128.or(hit0, hit1))) continue
    const now = load<f64>(event, 40)
    const until = load<f64>(next, 40)
    if (now == until) continue
    const limit = load<f64>(next, 32)
    const at0 = i64x2.bitmask(hit0)
    const at1 = i64x2.bitmask(hit1)
    if (at0 & 1) alive0 = settle(layer, first, x0, y0, v0, limit, now, until, 0, alive0)
    if (at0 & 2) alive0 = settle(layer, first, x0, y0, v0, limit, now, until, 1, alive0)
    if (at1 & 1) alive1 = settle(layer, first + 2, x1, y1, v1, limit, now, until, 0, alive1)
    if (at1 & 2) alive1 = settle(layer, first + 2, x1, y1, v1, limit, now, until, 1, alive1)
    if (!v128.any_true(v128.or(alive0, alive1))) return
  }
  if (count == 0) return
  const now = load<f64>(last, 40)
  const until = horizonOf(layer)
  const none = f64x2.splat(-Infinity)
  const left0 = i64x2.bitmask(alive0)
  const left1 = i64x2.bitmask(alive1)
  if (left0 & 1) settle(layer, first, x0, y0, none, 0, now, until, 0, alive0)
  if (left0 & 2) settle(layer, first, x0, y0, none, 0, now, until, 1, alive0)
  if (left1 & 1) settle(layer, first + 2, x1, y1, none, 0, now, until, 0, alive1)
  if (left1 & 2) settle(layer, first + 2, x1, y1, none, 0, now, until, 1, alive1)
}

/** Finds the crossing of one lane between `now` and `until`, if there is one, and takes the lane out of those alive. */
function settle(
  layer: usize,
  neuron: i32,
  xs: v128,
  ys: v128,
  ends: v128,
  limit: f64,
  now: f64,
  until: f64,
  lane: i32,
  alive: v128,
): v128 {
  const x = lane ? f64x2.extract_lane(xs, 1) : f64x2.extract_lane(xs, 0)
  const y = lane ? f64x2.extract_lane(ys, 1) : f64x2.extract_lane(ys, 0)
  const end = lane ? f64x2.extract_lane(ends, 1) : f64x2.extract_lane(ends, 0)
  const charge = chargeOf(layer)
  const equal = ratioOf(layer) == 1
  const reached = end >= limit && end > -Infinity
  let t = crossingTime(x, y, charge, equal, reached)
  // Above the threshold at the end of the interval there is a crossing in it, whatever the last bits say.
  if (reached) t = min(max(t, now), until)
  else if (!(t >= now && t <= until)) return alive
  const index = <usize>(neuron + lane) << 3
  store<f64>(timesOf(layer) + index, t)
  store<f64>(slopesOf(layer) + index, (equal ? 1 : 0.5) * (x - charge * exp64(t)))
  return lane ? i64x2.replace_lane(alive, 1, 0) : i64x2.replace_lane(alive, 0, 0)
}

/** Adds to the gradient, and leaves the errors of the inputs; from the errors of the neurons and the last forward pass. */
export function firstSpikeBackward(layer: usize): void {
  const count = eventCount(layer)
  const sums = scratchOf(layer)
  memory.fill(sums, 0, <usize>count << 4)
  const tiles = tilesOf(layer)
  const bytes = (<usize>inputsOf(layer) * TILE) << 3
  for (let tile = 0; tile < tiles; tile++) {
    for (let pair = 0; pair < TILE; pair += 2) {
      const offset = <usize>tile * bytes + (<usize>pair << 3)
      backwardPair(layer, tile * TILE + pair, weightsOf(layer) + offset, gradientOf(layer) + offset)
    }
  }
  const errors = inputErrorsOf(layer)
  memory.fill(errors, 0, <usize>inputsOf(layer) << 3)
  const order = orderOf(layer)
  for (let k = 0; k < count; k++) {
    const sum = sums + (<usize>k << 4)
    store<f64>(errors + (<usize>load<i32>(order + (<usize>k << 2)) << 3), load<f64>(sum) + load<f64>(sum, 8))
  }
}

// What a neuron sends back: -error / slope, for its weights (0 if cut) and for its inputs' times; alpha and beta at T.
const SHARE = memory.data(80)

/**
 * dT/dw_i = -v_i / slope, dT/dt_i = w_i kappa (p_i - v_i) / slope, v_i = alpha(T) p_i + beta(T) q_i, for t_i <= T.
 */
function backwardPair(layer: usize, first: i32, weights: usize, gradient: usize): void {
  const latest = max(prepareShare(layer, first, 0), prepareShare(layer, first + 1, 8))
  if (latest == -Infinity) return
  const count = eventCount(layer)
  const order = orderOf(layer)
  const alpha = v128.load(SHARE)
  const beta = v128.load(SHARE, 16)
  const toWeights = v128.load(SHARE, 32)
  const toTimes = v128.load(SHARE, 48)
  const until = v128.load(SHARE, 64)
  let event = eventsOf(layer)
  let sum = scratchOf(layer)
  for (let k = 0; k < count; k++, event += EVENT, sum += 16) {
    if (load<f64>(event, 40) > latest) break
    const at = (<usize>load<i32>(order + (<usize>k << 2)) * TILE) << 3
    const p = v128.load64_splat(event)
    const causal = f64x2.le(v128.load64_splat(event, 40), until)
    const v = f64x2.add(f64x2.mul(alpha, p), f64x2.mul(beta, v128.load64_splat(event, 8)))
    const change = v128.and(f64x2.mul(toWeights, v), causal)
    v128.store(gradient + at, f64x2.add(v128.load(gradient + at), change))
    const pull = f64x2.mul(v128.load(weights + at), f64x2.mul(toTimes, f64x2.sub(p, v)))
    v128.store(sum, f64x2.add(v128.load(sum), v128.and(pull, causal)))
  }
}

/** Fills one lane of SHARE; its spike time, or -Infinity if it sends nothing. */
function prepareShare(layer: usize, neuron: i32, lane: usize): f64 {
  const at = <usize>neuron << 3
  const error = neuron < neuronsOf(layer) ? load<f64>(errorsOf(layer) + at) : 0
  const t = error == 0 ? Infinity : load<f64>(timesOf(layer) + at)
  const slope = load<f64>(slopesOf(layer) + at)
  // Where u only touches the threshold, the time has no derivative.
  const sends = t < Infinity && slope > 0
  const equal = ratioOf(layer) == 1
  const share = sends ? -error / slope : 0
  const alpha = sends ? (equal ? t : -1) : 0
  const beta = sends ? (equal ? -1 : exp64(0.5 * t)) : 0
  const isCut = sends && abs(share) * greatestPull(layer, t, alpha, beta, equal) > cutOf(layer)
  store<f64>(SHARE + lane, alpha)
  store<f64>(SHARE + lane, beta, 16)
  store<f64>(SHARE + lane, isCut ? 0 : share, 32)
  store<f64>(SHARE + lane, (equal ? -1 : -0.5) * share, 48)
  store<f64>(SHARE + lane, sends ? t : -Infinity, 64)
  return sends ? t : -Infinity
}

/** max v_i: v as a function of t_i has its peak one PSP rise before T, so it is one of two events. */
function greatestPull(layer: usize, t: f64, alpha: f64, beta: f64, equal: bool): f64 {
  const peak = t - (equal ? 1 : 1.3862943611198906)
  const events = eventsOf(layer)
  let low = 0
  let high = eventCount(layer)
  while (low < high) {
    const middle = (low + high) >> 1
    if (load<f64>(events + <usize>middle * EVENT, 40) <= peak) low = middle + 1
    else high = middle
  }
  let greatest: f64 = 0
  for (let k = max(0, low - 1); k <= low && k < eventCount(layer); k++) {
    const event = events + <usize>k * EVENT
    if (load<f64>(event, 40) > t) break
    greatest = max(greatest, alpha * load<f64>(event) + beta * load<f64>(event, 8))
  }
  return greatest
}
