import { cosSinTurn } from '../../kernel/numerics/elementary.js'

/**
 * |X_k|^2 of real input, k = 0..size/2, by the radix-2 fast Fourier transform (Cooley, Tukey, 1965). `size` is a power
 * of two. The returned function reads `input` (at most `size` values, the rest counts as zeros) and writes `power`.
 * Our own, since libraries take their cosines from the engine, whose last bits differ.
 */
export function powerSpectrum(size: number): (input: Float64Array, power: Float64Array) => void {
  if (size < 2 || (size & (size - 1)) !== 0)
    throw new RangeError(`the size of a transform must be a power of two, at least 2, but got ${size}`)
  const half = size / 2
  const cos = new Float64Array(half)
  const sin = new Float64Array(half)
  for (let k = 0; k < half; k++) [cos[k], sin[k]] = cosSinTurn(k / size)
  const reversed = bitReversed(size)
  const re = new Float64Array(size)
  const im = new Float64Array(size)
  return (input, power) => {
    re.fill(0)
    im.fill(0)
    for (let n = 0; n < input.length; n++) re[reversed[n]] = input[n]
    transform(re, im, cos, sin)
    for (let k = 0; k <= half; k++) power[k] = re[k] * re[k] + im[k] * im[k]
  }
}

/** In place, from bit-reversed order: pairs, then fours, ... Each butterfly turns its lower half by e^(-2 pi i k / n). */
function transform(re: Float64Array, im: Float64Array, cos: Float64Array, sin: Float64Array): void {
  const size = re.length
  for (let span = 1; span < size; span *= 2) {
    const stride = size / (2 * span)
    for (let start = 0; start < size; start += 2 * span) {
      for (let k = 0; k < span; k++) {
        const a = start + k
        const b = a + span
        const c = cos[k * stride]
        const s = sin[k * stride]
        const turnedRe = c * re[b] + s * im[b]
        const turnedIm = c * im[b] - s * re[b]
        re[b] = re[a] - turnedRe
        im[b] = im[a] - turnedIm
        re[a] += turnedRe
        im[a] += turnedIm
      }
    }
  }
}

function bitReversed(size: number): Uint32Array {
  const reversed = new Uint32Array(size)
  for (let n = 1; n < size; n++) reversed[n] = (reversed[n >> 1] >> 1) | (n & 1 ? size >> 1 : 0)
  return reversed
}
