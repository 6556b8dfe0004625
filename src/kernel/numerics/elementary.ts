/**
 * exp, log, sin and cos from + - x / and sqrt alone, so that results do not depend on the engine's Math library.
 * Float64, relative error below 1e-15 (exp, log) and absolute error below 1e-15 (sin, cos) on the ranges used here.
 */
const LN2_HIGH = 0.69314718036912381649
const LN2_LOW = 1.90821492927058770002e-10

/** 2^n for integer n in [-1022, 1023], by repeated squaring: exact. */
function powerOfTwo(n: number): number {
  let base = n < 0 ? 0.5 : 2
  let result = 1
  for (let left = Math.abs(n); left > 0; left >>= 1) {
    if (left & 1) result *= base
    base *= base
  }
  return result
}

/** e^x. Overflows to Infinity above 709, underflows to 0 below -708. */
export function exp(x: number): number {
  if (x !== x) return NaN
  if (x > 709) return Infinity
  if (x < -708) return 0
  const n = Math.round(x * 1.4426950408889634)
  const r = x - n * LN2_HIGH - n * LN2_LOW
  // Taylor to r^14 by Horner: |r| <= 0.3466, remainder below 1e-19.
  let sum = 1
  for (let i = 14; i > 0; i--) sum = 1 + (r * sum) / i
  return sum * powerOfTwo(n)
}

/** e^x - 1 without cancellation near 0. */
export function expm1(x: number): number {
  if (Math.abs(x) > 0.3) return exp(x) - 1
  let sum = 1
  for (let i = 14; i > 1; i--) sum = 1 + (x * sum) / i
  return x * sum
}

/** Natural logarithm of a positive, normal x; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return Infinity
  let m = x
  let n = 0
  for (const [power, shift] of SCALES) {
    while (m >= power) {
      m /= power
      n += shift
    }
    while (m * power < 2) {
      m *= power
      n -= shift
    }
  }
  if (m > 1.4142135623730951) {
    m *= 0.5
    n += 1
  }
  // atanh series: log m = 2 (z + z^3/3 + ...), |z| <= 0.1716, remainder below 1e-17.
  const z = (m - 1) / (m + 1)
  const z2 = z * z
  let sum = 0
  for (let i = 21; i > 0; i -= 2) sum = sum * z2 + 1 / i
  return n * LN2_HIGH + (2 * z * sum + n * LN2_LOW)
}

const SCALES: readonly (readonly [number, number])[] = [
  [18446744073709551616, 64],
  [65536, 16],
  [16, 4],
  [2, 1],
]

const HALF_PI = 1.5707963267948966

/** cos and sin of 2 pi u for u in [0, 1). */
export function cosSinTurn(u: number): [number, number] {
  const quarter = Math.floor(u * 4 + 0.5)
  const r = (u * 4 - quarter) * HALF_PI
  const r2 = r * r
  let c = 1
  let s = 1
  for (let i = 9; i > 0; i--) {
    c = 1 - (r2 * c) / (2 * i * (2 * i - 1))
    s = 1 - (r2 * s) / (2 * i * (2 * i + 1))
  }
  s *= r
  switch (quarter & 3) {
    case 0:
      return [c, s]
    case 1:
      return [-s, c]
    case 2:
      return [-c, -s]
    default:
      return [s, -c]
  }
}
