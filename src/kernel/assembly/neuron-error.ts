import { CARRY, CELL, CURRENT_GRADIENT, LAMBDA, RHO } from './cells'
import { Layer, splatField } from './layer'
import { fastSigmoidDenominator, flush, logisticDenominator } from './surrogate'

/** All neurons through step t: dL/ds -> dL/dJ, which replaces u. */
export function retreat(layer: Layer, t: i32, spikeGradient: usize): void {
  if (layer.tssl) {
    if (layer.logistic) retreatTssl(layer, t, spikeGradient, true)
    else retreatTssl(layer, t, spikeGradient, false)
  } else if (layer.fullReset) {
    if (layer.logistic) retreatSurrogate(layer, t, spikeGradient, true, true)
    else retreatSurrogate(layer, t, spikeGradient, false, true)
  } else {
    if (layer.logistic) retreatSurrogate(layer, t, spikeGradient, true, false)
    else retreatSurrogate(layer, t, spikeGradient, false, false)
  }
}

// @ts-ignore: decorator
@inline
function surrogateDenominator(u: v128, shape: v128, logistic: bool): v128 {
  return logistic ? logisticDenominator(u, shape) : fastSigmoidDenominator(u, shape)
}

/** BPTT; carry = dL/d(u after reset) of the step before. */
// @ts-ignore: decorator
@inline
function retreatSurrogate(layer: Layer, t: i32, spikeGradient: usize, logistic: bool, fullReset: bool): void {
  const one = f32x4.splat(1)
  const shape = splatField(layer, offsetof<Layer>('shape'))
  const peak = logistic ? shape : one
  const kappa = splatField(layer, offsetof<Layer>('kappa'))
  const gain = splatField(layer, offsetof<Layer>('gain'))
  let row = layer.u + <usize>(t + 1) * <usize>layer.stride
  const end = row + (<usize>layer.padded << 2)
  let cell = layer.cells
  for (; row < end; row += 16) {
    const u = v128.load(row)
    const slope = f32x4.div(peak, surrogateDenominator(u, shape, logistic))
    let through = v128.andnot(one, f32x4.gt(u, one))
    if (fullReset) through = f32x4.sub(through, f32x4.mul(u, slope))
    const value = f32x4.add(f32x4.mul(v128.load(spikeGradient), slope), f32x4.mul(v128.load(cell, CARRY), through))
    v128.store(cell, flush(f32x4.mul(v128.load(cell, LAMBDA), value)), CARRY)
    v128.store(row, toJump(cell, value, kappa, gain))
    spikeGradient += 16
    cell += CELL
  }
}

/**
 * TSSL-BP (reference/layer.ts, tsslError). A neuron that just fired is never quiet, so one division serves both its
 * sensitivity and the surrogate of the quiet.
 */
// @ts-ignore: decorator
@inline
function retreatTssl(layer: Layer, t: i32, spikeGradient: usize, logistic: bool): void {
  const one = f32x4.splat(1)
  const shape = splatField(layer, offsetof<Layer>('shape'))
  const peak = logistic ? shape : one
  const kappa = splatField(layer, offsetof<Layer>('kappa'))
  const gain = splatField(layer, offsetof<Layer>('gain'))
  const lanes = i32x4(1, 2, 4, 8)
  const stride = <usize>layer.stride
  const before = layer.u + <usize>t * stride
  const recent = layer.recent + <usize>t * <usize>layer.recentStride
  const padded = layer.padded
  let cell = layer.cells
  for (let i = 0; i < padded; i += 4) {
    const at = <usize>i << 2
    const u = v128.load(before + at + stride)
    const fired = f32x4.gt(u, one)
    const last = v128.load(before + at)
    const held = v128.andnot(last, f32x4.gt(last, one))
    const g = v128.load(spikeGradient + at)
    const carry = v128.load(cell, CARRY)
    const lambda = v128.load(cell, LAMBDA)
    const quotient = f32x4.div(
      v128.bitselect(one, peak, fired),
      v128.bitselect(f32x4.sub(u, held), surrogateDenominator(u, shape, logistic), fired),
    )
    const sensitivity = f32x4.pmin(f32x4.pmax(quotient, f32x4.splat(0)), f32x4.splat(8))
    const leaking = f32x4.mul(f32x4.mul(carry, f32x4.sub(one, lambda)), u)
    const atSpike = f32x4.mul(sensitivity, f32x4.add(g, leaking))
    const error = v128.bitselect(atSpike, f32x4.mul(carry, lambda), fired)
    const bits = <i32>load<u8>(recent + (<usize>i >> 3)) >> (i & 4)
    const active = i32x4.eq(v128.and(i32x4.splat(bits), lanes), lanes)
    v128.store(cell, flush(error), CARRY)
    v128.store(before + at + stride, toJump(cell, v128.bitselect(error, f32x4.mul(g, quotient), active), kappa, gain))
    cell += CELL
  }
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
