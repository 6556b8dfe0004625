import { afterAll, describe, expect, it } from 'vitest'
import { normal } from '../../src/kernel/numerics/normal.js'
import { key, permutation } from '../../src/kernel/numerics/random.js'
import * as plain from '../../src/kernel/reference/wave-layer.js'
import { waveNoise } from '../../src/kernel/reference/wave-noise.js'
import { WasmMemory } from '../../src/kernel/wasm-memory.js'

const memory = new WasmMemory()
const { exports } = memory
afterAll(() => memory.release())

/** Floats of the kernel's memory; `width` is a multiple of sixteen, as the kernel wants it. */
function floats(values: ArrayLike<number>, width: number) {
  const array = memory.floats(width)
  memory.refresh()
  array.view.set(values)
  return array
}

const drawn = (name: string, n: number, scale = 1, offset = 0) =>
  Float32Array.from({ length: n }, (_, i) => offset + scale * normal(key(5, name), i))

describe('wave noise', () => {
  it('equals its plain twin to the last bit, at any step and scale', () => {
    for (const [step, scale] of [
      [0, 1],
      [7, 3],
      [4_000_000_000, 0.3],
    ]) {
      const array = floats([], 160)
      exports.waveNoise(array.at, 160, 123456789, -987654321, step, scale)
      const expected = new Float32Array(160)
      waveNoise(expected, 123456789, -987654321, step, scale)
      expect(Array.from(array.view)).toEqual(Array.from(expected))
    }
  })

  it('has the moments and tails of a normal number, and neighbours and steps are independent', () => {
    const n = 1 << 16
    const [now, next] = [new Float32Array(n), new Float32Array(n)]
    waveNoise(now, 1, 2, 10, 1)
    waveNoise(next, 1, 2, 11, 1)
    const mean = (f: (i: number) => number) => now.reduce((sum, _, i) => sum + f(i), 0) / n
    expect(Math.abs(mean((i) => now[i]))).toBeLessThan(4 / Math.sqrt(n))
    expect(Math.abs(mean((i) => now[i] ** 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n))
    expect(Math.abs(mean((i) => now[i] ** 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n))
    // P(|x| > 2) = 0.0455, P(|x| > 3) = 0.0027
    expect(Math.abs(mean((i) => (Math.abs(now[i]) > 2 ? 1 : 0)) - 0.0455)).toBeLessThan(0.0035)
    expect(Math.abs(mean((i) => (Math.abs(now[i]) > 3 ? 1 : 0)) - 0.0027)).toBeLessThan(0.0009)
    for (const other of [(i: number) => next[i], (i: number) => now[i ^ 4], (i: number) => now[i ^ 1]]) {
      expect(Math.abs(mean((i) => now[i] * other(i)))).toBeLessThan(4 / Math.sqrt(n))
    }
  })
})

describe('the sum of columns', () => {
  it('equals its plain twin, also over nobody', () => {
    const n = 48
    const columns = drawn('columns', n * n)
    const at = floats(columns, n * n)
    const into = floats(drawn('before', n), n)
    for (const fired of [[], [3], Array.from(permutation(key(1), n).subarray(0, 17))]) {
      const list = memory.words(Uint32Array.from([...fired, 0]))
      memory.refresh()
      exports.sumColumns(into.at, at.at, list, fired.length, n)
      expect(Array.from(into.view)).toEqual(Array.from(plain.sumColumns(columns, fired, n)))
    }
  })
})

describe.each([1, 13, 16, 37])('a step of %i units', (n) => {
  const width = Math.ceil(n / 16) * 16
  const list = memory.words(new Uint32Array(width))
  const listed = (count: number) => Array.from(new Uint32Array(exports.memory.buffer, list, count))

  it('of LIF units equals its plain twin for forty steps', () => {
    const numbers = { leak: 0.05, rest: 1, decay: 0.1 / 60, rise: 0.9 }
    const reset = drawn('reset', n, 0.1).map((x) => x * x)
    let state: plain.LifState = { voltage: drawn('v', n), threshold: drawn('theta', n, 0.3, 1), fired: [] }
    const [v, theta, r] = [state.voltage, state.threshold, reset].map((array) => floats(array, width))
    const fired = memory.floats(width)
    let spikes = 0
    for (let step = 0; step < 40; step++) {
      const [u, e] = [drawn(`u${step}`, n, 15), drawn(`e${step}`, n, 3)]
      const { leak, rest, decay, rise } = numbers
      const [coupling, external] = [floats(u, width), floats(e, width)]
      const count = exports.stepLif(
        v.at,
        theta.at,
        fired.at,
        coupling.at,
        external.at,
        r.at,
        n,
        leak,
        rest,
        decay,
        rise,
        list,
      )
      state = plain.stepLif(state, u, e, reset, numbers)
      spikes += count
      expect(listed(count)).toEqual(state.fired)
      expect(Array.from(v.view.subarray(0, n))).toEqual(Array.from(state.voltage))
      expect(Array.from(theta.view.subarray(0, n))).toEqual(Array.from(state.threshold))
    }
    expect(spikes).toBeGreaterThan(0)
  })

  it('of Izhikevich units equals its plain twin for forty steps', () => {
    const numbers = { a: 0.02, b: 0.2, peak: 30 }
    const [c, d] = [drawn('c', n, 3, -60), drawn('d', n, 1, 6)]
    let state: plain.IzhikevichState = { voltage: drawn('v', n, 3, -65), recovery: drawn('r', n, 1, -13) }
    const [v, u] = [state.voltage, state.recovery].map((array) => floats(array, width))
    const [cs, ds] = [c, d].map((array) => floats(array, width))
    let spikes = 0
    for (let step = 0; step < 40; step++) {
      const [sum, e] = [drawn(`u${step}`, n, 10), drawn(`e${step}`, n, 8, 8)]
      const [coupling, external] = [floats(sum, width), floats(e, width)]
      const count = exports.fireIzhikevich(v.at, u.at, cs.at, ds.at, n, numbers.peak, list)
      exports.stepIzhikevich(v.at, u.at, coupling.at, external.at, n, numbers.a, numbers.b)
      const next = plain.stepIzhikevich(state, () => sum, e, c, d, numbers)
      state = next
      spikes += count
      expect(listed(count)).toEqual(next.fired)
      expect(Array.from(v.view.subarray(0, n))).toEqual(Array.from(state.voltage))
      expect(Array.from(u.view.subarray(0, n))).toEqual(Array.from(state.recovery))
    }
    expect(spikes).toBeGreaterThan(0)
  })
})
