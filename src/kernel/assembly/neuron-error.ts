import { CARRY, CELL, CURRENT_GRADIENT, LAMBDA, RHO } from './cells'
import { Layer, splatField } from './layer'
import { fastSigmoidDenominator, flush } from './surrogate'

/** All neurons through step t: dL/ds -> dL/dJ, which replaces u. */
export function retreat(layer: Layer, t: i32, spikeGradient: usize): void {
  const stored = layer.logistic || layer.sparse
  if (layer.tssl) {
    if (stored) tsslStored(layer, t, spikeGradient)
    else tssl(layer, t, spikeGradient)
  } else if (layer.fullReset) {
    if (stored) fullStored(layer, t, spikeGradient)
    else full(layer, t, spikeGradient)
  } else {
    if (stored) detachedStored(layer, t, spikeGradient)
    else detached(layer, t, spikeGradient)
  }
}

// One function per combination: as branches of one, the compiler merges them and tests inside the loop.
function tsslStored(layer: Layer, t: i32, spikeGradient: usize): void {
  retreatTssl(layer, t, spikeGradient, true)
}
function tssl(layer: Layer, t: i32, spikeGradient: usize): void {
  retreatTssl(layer, t, spikeGradient, false)
}
function fullStored(layer: Layer, t: i32, spikeGradient: usize): void {
  retreatSurrogate(layer, t, spikeGradient, true, true)
}
function full(layer: Layer, t: i32, spikeGradient: usize): void {
  retreatSurrogate(layer, t, spikeGradient, false, true)
}
function detachedStored(layer: Layer, t: i32, spikeGradient: usize): void {
  retreatSurrogate(layer, t, spikeGradient, true, false)
}
function detached(layer: Layer, t: i32, spikeGradient: usize): void {
  retreatSurrogate(layer, t, spikeGradient, false, false)
}

/** BPTT; carry = dL/d(u after reset) of the step before. */
// @ts-ignore: decorator
@inline
function retreatSurrogate(layer: Layer, t: i32, spikeGradient: usize, stored: bool, fullReset: bool): void {
  const one = f32x4.splat(1)
  const shape = splatField(layer, offsetof<Layer>('shape'))
  const peak = splatField(layer, offsetof<Layer>('peak'))
  const kappa = splatField(layer, offsetof<Layer>('kappa'))
  const gain = splatField(layer, offsetof<Layer>('gain'))
  let row = layer.u + <usize>(t + 1) * <usize>layer.stride
  const end = row + (<usize>layer.padded << 2)
  let cell = layer.cells
  let denominator = layer.denominators
  for (; row < end; row += 16) {
    const u = v128.load(row)
    const slope = f32x4.div(peak, stored ? v128.load(denominator) : fastSigmoidDenominator(u, shape))
    let through = v128.andnot(one, f32x4.gt(u, one))
    if (fullReset) through = f32x4.sub(through, f32x4.mul(u, slope))
    const value = f32x4.add(f32x4.mul(v128.load(spikeGradient), slope), f32x4.mul(v128.load(cell, CARRY), through))
    v128.store(cell, flush(f32x4.mul(v128.load(cell, LAMBDA), value)), CARRY)
    v128.store(row, toJump(cell, value, kappa, gain))
    spikeGradient += 16
    denominator += 16
    cell += CELL
  }
}

/**
 * TSSL-BP (reference/layer.ts, tsslError). A neuron that just fired is never quiet, so one division serves both its
 * sensitivity and the surrogate of the quiet.
 */
// @ts-ignore: decorator
@inline
function retreatTssl(layer: Layer, t: i32, spikeGradient: usize, stored: bool): void {
  const one = f32x4.splat(1)
  const shape = splatField(layer, offsetof<Layer>('shape'))
  const peak = splatField(layer, offsetof<Layer>('peak'))
  const kappa = splatField(layer, offsetof<Layer>('kappa'))
  const gain = splatField(layer, offsetof<Layer>('gain'))
  const stride = <usize>layer.stride
  let before = layer.u + <usize>t * stride
  const end = before + (<usize>layer.padded << 2)
  let cell = layer.cells
  let denominator = layer.denominators
  let recent = layer.recent + <usize>(t * layer.padded)
  for (; before < end; before += 16) {
    const u = v128.load(before + stride)
    const fired = f32x4.gt(u, one)
    const last = v128.load(before)
    const rise = f32x4.sub(u, v128.andnot(last, f32x4.gt(last, one)))
    const quotient = f32x4.div(
      v128.bitselect(one, peak, fired),
      v128.bitselect(rise, stored ? v128.load(denominator) : fastSigmoidDenominator(u, shape), fired),
    )
    const g = v128.load(spikeGradient)
    const carry = v128.load(cell, CARRY)
    const lambda = v128.load(cell, LAMBDA)
    const sensitivity = f32x4.pmin(f32x4.pmax(quotient, f32x4.splat(0)), f32x4.splat(8))
    const leaking = f32x4.mul(f32x4.mul(carry, f32x4.sub(one, lambda)), u)
    const atSpike = f32x4.mul(sensitivity, f32x4.add(g, leaking))
    const error = v128.bitselect(atSpike, f32x4.mul(carry, lambda), fired)
    v128.store(cell, flush(error), CARRY)
    const value = v128.bitselect(error, f32x4.mul(g, quotient), widenMask(recent))
    v128.store(before + stride, toJump(cell, value, kappa, gain))
    spikeGradient += 16
    denominator += 16
    cell += CELL
    recent += 4
  }
}

/** Four bytes, all 0 or all 1, to lanes of 32 bits. */
// @ts-ignore: decorator
@inline
function widenMask(bytes: usize): v128 {
  return i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(bytes)))
}

/** dL/du -> dL/dI (through R/tau and the synaptic filter) -> dL/dJ. */
// @ts-ignore: decorator
@inline
function toJump(cell: usize, value: v128, kappa: v128, gain: v128): v128 {
  const filtered = f32x4.mul(kappa, v128.load(cell, CURRENT_GRADIENT))
  const c = flush(f32x4.add(f32x4.mul(v128.load(cell, RHO), value), filtered))
  v128.store(cell, c, CURRENT_GRADIENT)
  return f32x4.mul(gain, c)
}
