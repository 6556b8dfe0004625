// The record of one layer of a first-spike network; src/kernel/first-spike-memory.ts writes it.

// @ts-ignore: decorator
@inline
function word(layer: usize, at: usize): i32 {
  return load<i32>(layer + at)
}

// @ts-ignore: decorator
@inline
export function inputsOf(layer: usize): i32 {
  return word(layer, 0)
}

/** Groups of TILE neurons, the last padded. */
// @ts-ignore: decorator
@inline
export function tilesOf(layer: usize): i32 {
  return word(layer, 4)
}

/** 1: tauMem = tauSyn; 2: tauMem = 2 tauSyn. */
// @ts-ignore: decorator
@inline
export function ratioOf(layer: usize): i32 {
  return word(layer, 8)
}

// @ts-ignore: decorator
@inline
export function eventCount(layer: usize): i32 {
  return word(layer, 12)
}

// @ts-ignore: decorator
@inline
export function setEventCount(layer: usize, count: i32): void {
  store<i32>(layer + 12, count)
}

// @ts-ignore: decorator
@inline
function pointer(layer: usize, index: usize): usize {
  return load<usize>(layer + 16 + (index << 2))
}

/** [tile][input][TILE] */
// @ts-ignore: decorator
@inline
export function weightsOf(layer: usize): usize {
  return pointer(layer, 0)
}

/** [tile][input][TILE] */
// @ts-ignore: decorator
@inline
export function gradientOf(layer: usize): usize {
  return pointer(layer, 1)
}

/** [input] spike times in units of tauSyn; Infinity: silent. */
// @ts-ignore: decorator
@inline
export function inputTimesOf(layer: usize): usize {
  return pointer(layer, 2)
}

/** [event] input, in the order of time. */
// @ts-ignore: decorator
@inline
export function orderOf(layer: usize): usize {
  return pointer(layer, 3)
}

/** [event] EVENT bytes. */
// @ts-ignore: decorator
@inline
export function eventsOf(layer: usize): usize {
  return pointer(layer, 4)
}

/** [neuron] */
// @ts-ignore: decorator
@inline
export function timesOf(layer: usize): usize {
  return pointer(layer, 5)
}

/** [neuron] u'(T) e^T. */
// @ts-ignore: decorator
@inline
export function slopesOf(layer: usize): usize {
  return pointer(layer, 6)
}

/** [neuron] dL/dT */
// @ts-ignore: decorator
@inline
export function errorsOf(layer: usize): usize {
  return pointer(layer, 7)
}

/** [input] dL/dt */
// @ts-ignore: decorator
@inline
export function inputErrorsOf(layer: usize): usize {
  return pointer(layer, 8)
}

/** [event][2] f64, and before it the counters of the sort. */
// @ts-ignore: decorator
@inline
export function scratchOf(layer: usize): usize {
  return pointer(layer, 9)
}

/** Neurons that are not padding. */
// @ts-ignore: decorator
@inline
export function neuronsOf(layer: usize): i32 {
  return word(layer, 56)
}

/** c = g theta */
// @ts-ignore: decorator
@inline
export function chargeOf(layer: usize): f64 {
  return load<f64>(layer + 64)
}

/** Spikes after it do not exist. */
// @ts-ignore: decorator
@inline
export function horizonOf(layer: usize): f64 {
  return load<f64>(layer + 72)
}

/** Largest |dL/dw| that a neuron may have in a sample; above it all its weights get none. */
// @ts-ignore: decorator
@inline
export function cutOf(layer: usize): f64 {
  return load<f64>(layer + 80)
}

/** Neurons side by side in weights and gradient. */
export const TILE: i32 = 4
/** Coefficients of one event: p, q, alpha, beta, gamma, t. */
export const EVENT: usize = 48
