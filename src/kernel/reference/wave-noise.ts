import { threefry2x32 } from '../numerics/random.js'

const f = Math.fround
const float = new Float32Array(1)
const bits = new Int32Array(float.buffer)

/** ln of a float32 in (0, 1), in float32: exponent and mantissa, then the series of atanh. */
function logOf(u: number): number {
  float[0] = u
  const shifted = (bits[0] - 0x3f3504f3) | 0
  const exponent = shifted >> 23
  bits[0] = ((shifted & 0x007fffff) + 0x3f3504f3) | 0
  const m = float[0]
  const z = f(f(m - 1) / f(m + 1))
  const z2 = f(z * z)
  let sum = f(1 / 9)
  for (const n of [7, 5, 3, 1]) sum = f(f(sum * z2) + f(1 / n))
  return f(f(f(exponent) * f(0.6931471805599453)) + f(f(z / 0.5) * sum))
}

function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, c) => f(f(sum * x) + f(c)), 0)
}

const COSINE = [1 / 40320, -1 / 720, 1 / 24, -0.5, 1]
const SINE = [-1 / 5040, 1 / 120, -1 / 6, 1]

/**
 * The plain twin of `waveNoise`: into[0..count) = scale x standard normals, by Box-Muller in float32 on blocks
 * (step, 0), (step, 1), ... of Threefry. Group g of eight holds the cosines of blocks 4g .. 4g + 3, then their sines.
 */
export function waveNoise(into: Float32Array, k0: number, k1: number, step: number, scale: number): void {
  for (let block = 0; block < into.length / 2; block++) {
    const [x0, x1] = threefry2x32(k0, k1, step, block)
    const radius = f(f(Math.sqrt(f(-2 * logOf(f(((x0 >>> 8) | 1) * 2 ** -24))))) * f(scale))
    const a = f(f(x1 << 2) * f(3.6572951981017e-10))
    const a2 = f(a * a)
    const [c, s] = [horner(COSINE, a2), f(horner(SINE, a2) * a)]
    const sign = x1 & 0x40000000 ? -1 : 1
    const [cosine, sine] = x1 >> 31 ? [s, c] : [c, s]
    const at = (block >> 2) * 8 + (block & 3)
    into[at] = f(radius * sign * cosine)
    into[at + 4] = f(radius * sign * sine)
  }
}
