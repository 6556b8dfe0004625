import { Layer, splatField } from './layer'
import { fastSigmoidDenominator, logisticDenominator } from './surrogate'

/**
 * The surrogates' denominators at step t in a pass of their own: in one loop with the errors, the logistic's chain of
 * operations is longer than the processor looks ahead. With a sparse surrogate also finds which neurons' dL/ds counts.
 */
export function findDenominators(layer: Layer, t: i32): void {
  if (layer.sparse) {
    if (layer.logistic) sparseLogistic(layer, t)
    else sparseFastSigmoid(layer, t)
  } else if (layer.logistic) {
    allLogistic(layer, t)
  }
}

function allLogistic(layer: Layer, t: i32): void {
  const shape = splatField(layer, offsetof<Layer>('shape'))
  let row = layer.u + <usize>(t + 1) * <usize>layer.stride
  const end = row + (<usize>layer.padded << 2)
  let denominator = layer.denominators
  for (; row < end; row += 16) {
    v128.store(denominator, logisticDenominator(v128.load(row), shape))
    denominator += 16
  }
}

function sparseLogistic(layer: Layer, t: i32): void {
  findSparse(layer, t, true)
}
function sparseFastSigmoid(layer: Layer, t: i32): void {
  findSparse(layer, t, false)
}

/** Denominators beyond the cut become infinite, so the derivative is 0; lists the groups of four with any other. */
// @ts-ignore: decorator
@inline
function findSparse(layer: Layer, t: i32, logistic: bool): void {
  const one = f32x4.splat(1)
  const infinite = f32x4.splat(Infinity)
  const shape = splatField(layer, offsetof<Layer>('shape'))
  const cut = splatField(layer, offsetof<Layer>('cut'))
  const tssl = i32x4.splat(layer.tssl ? -1 : 0)
  const row = layer.u + <usize>(t + 1) * <usize>layer.stride
  const bytes = <usize>layer.padded << 2
  const denominators = layer.denominators
  let active = layer.active
  for (let at: usize = 0; at < bytes; at += 16) {
    const u = v128.load(row + at)
    const all = logistic ? logisticDenominator(u, shape) : fastSigmoidDenominator(u, shape)
    const beyond = f32x4.gt(all, cut)
    v128.store(denominators + at, v128.bitselect(infinite, all, beyond))
    const needed = v128.or(v128.not(beyond), v128.and(tssl, f32x4.gt(u, one)))
    store<u16>(active, <u16>(at >> 4))
    active += v128.any_true(needed) ? 2 : 0
  }
  layer.activeCount = <i32>((active - layer.active) >> 1)
}
