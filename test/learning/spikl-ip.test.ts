import { describe, expect, it } from 'vitest'
import {
  divergenceFromExponential,
  MU_TAU_LIMIT,
  onlineUpdate,
  overdrive,
  PUBLISHED,
  relativeChange,
  resistanceStep,
  tauStep,
  transferFunction,
} from '../../src/learning/spikl-ip.js'

// Numbers: the SpiKL-IP notes, section 8, cases 1 to 4, and section 9.
const V = 20

/** The root of f between two points of different sign. */
function root(f: (y: number) => number, low: number, high: number): number {
  let [a, b] = [low, high]
  expect(f(a) * f(b)).toBeLessThan(0)
  for (let i = 0; i < 80; i++) {
    const middle = (a + b) / 2
    if (f(a) * f(middle) <= 0) b = middle
    else a = middle
  }
  return a
}

describe('transfer function (case 1)', () => {
  it.each([
    [0.32, 64, 64, 2, 0.0041285, 0.48],
    [0.5, 64, 64, 2, 0.01543851, 12],
    [1, 64, 64, 2, 0.03849058, 44],
    [2, 64, 64, 2, 0.07767872, 108],
    [5, 64, 64, 2, 0.16311975, 300],
    [10, 64, 64, 2, 0.248021, 620],
    [100, 64, 64, 2, 0.45448076, 6380],
    [1, 128, 64, 2, 0.07767872, 108],
    [1, 64, 128, 2, 0.02001571, 44],
    [1, 64, 32, 2, 0.07147866, 44],
    [1, 64, 64, 0, 0.04170076, 44],
  ])('x %f, R %i, tau %i, tRef %i fires %f times a step with W = %f', (x, R, tau, refractory, y, W) => {
    const rate = transferFunction(x, R, tau, refractory, V)
    expect(Math.abs(rate - y)).toBeLessThan(5.1e-9)
    expect(overdrive(rate, tau, refractory, V)).toBeCloseTo(W, 8)
    expect(W).toBeCloseTo(R * x - V, 12)
  })

  it('is silent at and below the threshold', () => {
    expect(transferFunction(0.3125, 64, 64, 2, V)).toBe(0)
    expect(transferFunction(0.1, 64, 64, 2, V)).toBe(0)
    expect(transferFunction(-1, 64, 64, 2, V)).toBe(0)
  })
})

describe('online rule (case 2)', () => {
  it.each([
    [0.005, undefined, 0.5, -0.5],
    [0.01, undefined, 0.5, -0.5],
    [0.0105, 6.0746, 0.001283, -0.070828],
    [0.02, 17.9051, 0.046839, -0.064375],
    [0.05, 61.57924, 0.038595, -0.044922],
    [0.1, 150.20828, 0.011334, -0.015625],
    [0.12, 192.27017, 0.001125, -0.005],
    [0.13, 215.01308, -0.003769, 0.000078],
    [0.2, 416.74479, -0.033883, 0.03125],
    [0.3, 950.03472, -0.063981, 0.0625],
    [0.4, 2550.01302, -0.078738, 0.078125],
  ])('y %f: W %s, dR %f, dtau %f', (y, W, dR, dTau) => {
    if (W !== undefined) expect(Math.abs(overdrive(y, 64, 2, V) - W)).toBeLessThan(5.1e-6)
    const moved = onlineUpdate(y, 64, 64, PUBLISHED)
    expect(Math.abs(moved.resistance - 64 - dR)).toBeLessThan(5.1e-7)
    expect(Math.abs(moved.tau - 64 - dTau)).toBeLessThan(5.1e-7)
  })

  it('does not depend on the unit of the threshold: written out with V', () => {
    const [y, R, tau, tRef, mu] = [0.05, 70, 50, 2, 0.2]
    const W = overdrive(y, tau, tRef, V)
    const byPaper = (2 * y * tau * V - W - V - (tau * V * y * y) / mu) / (R * W)
    expect(resistanceStep(y, R, tau, tRef, mu)).toBeCloseTo(byPaper, 14)
  })

  it('keeps R and tau within their bounds and the rate formula away from 0', () => {
    expect(onlineUpdate(0, 512, 32, PUBLISHED)).toEqual({ resistance: 512, tau: 32 })
    const low = { ...PUBLISHED, quiet: 0, eta: 1e6 }
    const moved = onlineUpdate(1e-6, 64, 64, low)
    expect(moved.resistance).toBe(32)
    expect(moved.tau).toBe(32)
  })
})

describe('where the sign switches (case 3)', () => {
  it.each([
    [0.05, 0.045049],
    [0.1, 0.080742],
    [0.2, 0.129844],
    [0.3, 0.159488],
  ])('dtau is 0 for mu %f, tRef 2 at y = %f', (mu, y) => {
    expect(Math.abs(root((at) => tauStep(at, 64, 2, mu), 0.001, 0.3) - y)).toBeLessThan(5.1e-7)
  })

  it('dtau is 0 at exactly mu without a refractory period', () => {
    for (const mu of [0.05, 0.1, 0.2]) expect(tauStep(mu, 64, 0, mu)).toBe(0)
  })

  it.each([
    [64, 0, 0.19174],
    [512, 0, 0.19902],
    [32, 2, 0.11297],
    [64, 2, 0.12227],
    [128, 2, 0.12622],
    [512, 2, 0.12897],
  ])('dR is 0 for mu 0.2, tau %i, tRef %i at y = %f', (tau, refractory, y) => {
    expect(Math.abs(root((at) => resistanceStep(at, 64, tau, refractory, 0.2), 0.05, 0.35) - y)).toBeLessThan(5.1e-6)
  })

  it.each([
    [32, 0.02259],
    [64, 0.01042],
    [128, 0.00505],
  ])('dR has a lower zero for mu 0.2, tRef 2, tau %i at y = %f', (tau, y) => {
    expect(Math.abs(root((at) => resistanceStep(at, 64, tau, 2, 0.2), 0.004, 0.05) - y)).toBeLessThan(5.1e-6)
  })

  it('dR is wrong-signed below it: y = 0.011 at tau 32 gives -0.450', () => {
    expect(Math.abs(5 * resistanceStep(0.011, 64, 32, 2, 0.2) + 0.45)).toBeLessThan(5.1e-4)
  })
})

describe('gradient (case 4)', () => {
  it.each([
    [1, 64, 64, 2, 0.2, 0.038491, 0.00889706, -0.01044375],
    [2.5, 50, 80, 2, 0.1, 0.062703, 0.00242716, -0.00250993],
    [8, 64, 40, 2, 0.2, 0.278254, -0.01195677, 0.01825084],
  ])('x %f, R %i, tau %i, tRef %i, mu %f: minus the slope of the divergence', (x, R, tau, tRef, mu, y, dR, dTau) => {
    const rate = transferFunction(x, R, tau, tRef, V)
    expect(Math.abs(rate - y)).toBeLessThan(5.1e-7)
    const byR = resistanceStep(rate, R, tau, tRef, mu)
    const byTau = tauStep(rate, tau, tRef, mu)
    expect(Math.abs(byR - dR)).toBeLessThan(5.1e-9)
    expect(Math.abs(byTau - dTau)).toBeLessThan(5.1e-9)
    // L = -ln(dy/dx) + y / mu at fixed x, by the engine's own functions.
    const divergence = (r: number, t: number) => {
      const f = 1 / (tRef + t * Math.log((r * x) / (r * x - V)))
      return -Math.log((f * f * t * V) / (x * (r * x - V))) + f / mu
    }
    const h = 1e-4
    expect(byR).toBeCloseTo(-(divergence(R + h, tau) - divergence(R - h, tau)) / (2 * h), 8)
    expect(byTau).toBeCloseTo(-(divergence(R, tau + h) - divergence(R, tau - h)) / (2 * h), 8)
  })
})

describe('relative changes of the batch form', () => {
  it('are the online rule without refractory period, relative to R and tau and to eta = start^2', () => {
    const start = { resistance: 60, tau: 60 }
    for (const [y, R, tau] of [
      [0.02, 60, 60],
      [0.1, 80, 45],
      [0.4, 31, 200],
    ]) {
      const eta = 3600 * 1e-3
      const online = onlineUpdate(y, R, tau, { eta, mu: 0.15, refractory: 0, quiet: 0, bounds: [0, 1e6] })
      const change = relativeChange(y, R, tau, start, 0.15)
      expect(change.quiet).toBe(false)
      expect(R * (1 + 1e-3 * change.resistance)).toBeCloseTo(online.resistance, 10)
      expect(tau * (1 + 1e-3 * change.tau)).toBeCloseTo(online.tau, 10)
    }
  })

  it('raise R of a quiet neuron by the published constant branch', () => {
    // eta = 5 at R0 = 64: dR = +0.5, which is step 5 / 64^2 times the relative change times R.
    const { resistance, tau, quiet } = relativeChange(0, 80, 64, { resistance: 64, tau: 64 }, 0.2)
    expect(quiet).toBe(true)
    expect((5 / 64 ** 2) * resistance * 80).toBeCloseTo(0.5, 12)
    expect(tau).toBeCloseTo(-1, 12)
  })

  it('never lower R just above the quiet product where mu tau is at least 3.2', () => {
    for (const muTau of [3.2, 4, 6.4, 12.8, 25.6, 100]) {
      const tau = 40
      const change = relativeChange(0.8501 / tau, 40, tau, { resistance: 40, tau: 40 }, muTau / tau)
      expect(change.quiet).toBe(false)
      expect(change.resistance).toBeGreaterThan(0)
      expect(relativeChange(0.8499 / tau, 40, tau, { resistance: 40, tau: 40 }, muTau / tau).quiet).toBe(true)
    }
  })

  it('of R are negative at every rate below the limit of mu tau, and positive at some above it', () => {
    const best = (muTau: number) =>
      Math.max(...Array.from({ length: 2000 }, (_, i) => resistanceStep((i + 1) / 2000, 30, 30, 0, muTau / 30)))
    expect(MU_TAU_LIMIT).toBe(2.281)
    expect(best(MU_TAU_LIMIT - 0.01)).toBeLessThan(0)
    expect(best(MU_TAU_LIMIT + 0.01)).toBeGreaterThan(0)
  })

  it('are finite at every rate from 0 to 1', () => {
    for (let i = 0; i <= 100; i++) {
      for (const tau of [4, 8, 64, 512]) {
        const change = relativeChange(i / 100, 8, tau, { resistance: 8, tau: 8 }, 0.1)
        expect(Number.isFinite(change.resistance) && Number.isFinite(change.tau)).toBe(true)
      }
    }
  })
})

describe('divergenceFromExponential', () => {
  const width = 0.02
  const mu = 0.1
  const exponential = Array.from(
    { length: 50 },
    (_, b) => Math.exp((-b * width) / mu) - (b === 49 ? 0 : Math.exp((-(b + 1) * width) / mu)),
  )

  it('is 0 for the exponential itself, whatever the total', () => {
    expect(divergenceFromExponential(exponential, width, mu)).toBeCloseTo(0, 12)
    expect(
      divergenceFromExponential(
        exponential.map((x) => 1000 * x),
        width,
        mu,
      ),
    ).toBeCloseTo(0, 12)
  })

  it('is -ln q when all rates lie in one bin', () => {
    const silent = exponential.map((_, b) => (b === 0 ? 7 : 0))
    expect(divergenceFromExponential(silent, width, mu)).toBeCloseTo(-Math.log(1 - Math.exp(-0.2)), 12)
  })

  it('is finite for rates that the exponential all but excludes', () => {
    const saturated = exponential.map((_, b) => (b === 49 ? 1 : 0))
    expect(divergenceFromExponential(saturated, width, 0.001)).toBeCloseTo(980, 9)
  })

  it('is larger for another mean, and infinite for nothing', () => {
    expect(divergenceFromExponential(exponential, width, 0.2)).toBeGreaterThan(0.1)
    expect(divergenceFromExponential(new Float64Array(50), width, mu)).toBe(Infinity)
  })
})
