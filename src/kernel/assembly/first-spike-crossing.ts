import { exp64, expm164, log64 } from './double-functions'

/**
 * When u first reaches the threshold on its way up, from the sums of one causal set; Infinity if it never does. `sure`:
 * it does, so a peak that misses the threshold by rounding counts as a touch.
 */
export function crossingTime(x: f64, y: f64, charge: f64, equal: bool, sure: bool): f64 {
  if (!(x > 0)) return Infinity
  if (equal) {
    const exponent = log64(charge / x) + y / x
    if (exponent > -1) return sure ? y / x + 1 : Infinity
    return y / x - principalBranch(exponent)
  }
  const discriminant = y * y - 4 * x * charge
  if (discriminant < 0 && !sure) return Infinity
  const sum = y + Math.sqrt(max(0, discriminant))
  return sum > 0 ? 2 * log64((2 * x) / sum) : Infinity
}

/** Lambert's W0(-e^exponent), exponent <= -1: between -1 and 0. As src/learning/first-spike/lambert-w.ts. */
function principalBranch(exponent: f64): f64 {
  const p = Math.sqrt(-2 * expm164(exponent + 1))
  if (p < 0.01) return branchSeries(p)
  const z = -exp64(exponent)
  let w = p < 1 ? branchSeries(p) : z * (1 - z * (1 - 1.5 * z))
  for (let i = 0; i < 6; i++) {
    const e = exp64(w)
    const f = w * e - z
    const step = f / (e * (w + 1) - ((w + 2) * f) / (2 * w + 2))
    w -= step
    if (abs(step) < 1e-9 * abs(w)) break
  }
  return w
}

function branchSeries(p: f64): f64 {
  return (
    -1 +
    p *
      (1 +
        p *
          (-1.0 / 3.0 +
            p * (11.0 / 72.0 + p * (-43.0 / 540.0 + p * (769.0 / 17280.0 + p * (-221.0 / 8505.0 + p * 0.01563561)))))
    )
  )
}
