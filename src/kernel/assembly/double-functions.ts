// exp, expm1 and log of doubles from + - x / alone: relative error below 1e-15 for |x| < 700.

const LN2_HIGH: f64 = 0.69314718036912381649
const LN2_LOW: f64 = 1.90821492927058770002e-10

/** e^r for |r| <= 0.3466: Taylor to r^14, even and odd powers apart so that two chains run side by side. */
// @ts-ignore: decorator
@inline
function expSmall(r: f64): f64 {
  const s = r * r
  let even: f64 = 1.1470745597729725e-11
  even = even * s + 2.08767569878681e-9
  even = even * s + 2.755731922398589e-7
  even = even * s + 0.0000248015873015873
  even = even * s + 0.001388888888888889
  even = even * s + 0.041666666666666664
  even = even * s + 0.5
  let odd: f64 = 1.6059043836821613e-10
  odd = odd * s + 2.505210838544172e-8
  odd = odd * s + 0.0000027557319223985893
  odd = odd * s + 0.0001984126984126984
  odd = odd * s + 0.008333333333333333
  odd = odd * s + 0.16666666666666666
  return 1 + (r + s * (even + r * odd))
}

export function exp64(x: f64): f64 {
  if (x > 700) return Infinity
  if (x < -700) return 0
  const n = nearest(x * 1.4426950408889634)
  const r = x - n * LN2_HIGH - n * LN2_LOW
  return expSmall(r) * reinterpret<f64>((<i64>n + 1023) << 52)
}

/** e^x - 1 without cancellation near 0, for x <= 0. */
export function expm164(x: f64): f64 {
  if (x < -0.3) return exp64(x) - 1
  let sum: f64 = 1
  for (let i = 14; i > 1; i--) sum = 1 + (x * sum) / <f64>i
  return x * sum
}

/** Natural logarithm of a positive, normal x. */
export function log64(x: f64): f64 {
  const bits = reinterpret<u64>(x)
  let n = <i64>(bits >> 52) - 1023
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000)
  if (m > 1.4142135623730951) {
    m *= 0.5
    n += 1
  }
  // atanh series: log m = 2 (z + z^3/3 + ...), |z| <= 0.1716.
  const z = (m - 1) / (m + 1)
  const s = z * z
  let sum: f64 = 1.0 / 21.0
  sum = sum * s + 1.0 / 19.0
  sum = sum * s + 1.0 / 17.0
  sum = sum * s + 1.0 / 15.0
  sum = sum * s + 1.0 / 13.0
  sum = sum * s + 1.0 / 11.0
  sum = sum * s + 1.0 / 9.0
  sum = sum * s + 1.0 / 7.0
  sum = sum * s + 0.2
  sum = sum * s + 1.0 / 3.0
  sum = sum * s + 1
  return <f64>n * LN2_HIGH + (2 * z * sum + <f64>n * LN2_LOW)
}
