import { describe, expect, it } from 'vitest'
import { designLyonEar } from '../../../src/data/encoders/lyon-design.js'
import { lyonEar } from '../../../src/data/encoders/lyon-ear.js'

const RATE = 12500
const design = designLyonEar(RATE)

const tone = (hz: number, level: number, length: number) =>
  Float64Array.from({ length }, (_, n) => level * Math.sin((2 * Math.PI * hz * n) / RATE))

/** The slow, obvious twin: whole vectors per sample, direct forms, the engine's own functions. */
function slowEar(samples: Float64Array, decimation: number): number[][] {
  const { sections, channels } = design
  const all = channels + 2
  const vector = () => new Array<number>(all).fill(0)
  const history = sections.map(() => ({ x: [0, 0], y: [0, 0] }))
  const controls = [
    [0.0032, 0.64],
    [0.0016, 0.16],
    [0.0008, 0.04],
    [0.0004, 0.01],
  ].map(([target, tau]) => ({ target, eps: 1 - Math.exp(-1 / (tau * RATE)), state: vector() }))
  const e = 1 - Math.exp(-1 / (((3 * decimation) / RATE) * RATE))
  const smooth = { x: [vector(), vector()], y: [vector(), vector()] }
  const frames: number[][] = []
  samples.forEach((sample, t) => {
    let signal = sample
    let out = sections.map(({ a0, a1, a2, b1, b2 }, i) => {
      const { x, y } = history[i]
      const value = a0 * signal + a1 * x[0] + a2 * x[1] - b1 * y[0] - b2 * y[1]
      history[i] = { x: [signal, x[0]], y: [value, y[0]] }
      signal = value
      return i < 2 ? 0 : Math.max(0, value)
    })
    for (const control of controls) {
      const old = control.state
      out = out.map((value, i) => Math.abs(value * (1 - old[i])))
      control.state = out.map((value, i) => {
        const around = (old[i - 1] ?? old[i]) + old[i] + (old[i + 1] ?? old[i])
        return Math.min(0.9, (value * control.eps) / control.target + ((1 - control.eps) / 3) * around)
      })
    }
    const difference = out.map((value, i) => (i === 0 ? value : Math.max(0, out[i - 1] - value)))
    const smoothed = difference.map(
      (_, i) => e * e * smooth.x[1][i] + 2 * (1 - e) * smooth.y[0][i] - (1 - e) * (1 - e) * smooth.y[1][i],
    )
    smooth.x = [difference, smooth.x[0]]
    smooth.y = [smoothed, smooth.y[0]]
    if ((t + 1) % decimation === 0) frames.push(smoothed.slice(2))
  })
  return frames
}

describe("Lyon's ear", () => {
  it('equals its slow twin', () => {
    const chirp = Float64Array.from(
      { length: 1650 },
      (_, n) => 0.4 * Math.sin(n * (0.1 + n / 2000)) + 0.1 * Math.sin(n * 1.9),
    )
    const fast = lyonEar(design, 200)(chirp)
    const slow = slowEar(chirp, 200)
    expect(fast.length).toBe(slow.length * 78)
    const largest = Math.max(...fast)
    expect(largest).toBeGreaterThan(1e-5)
    slow.flat().forEach((value, i) => {
      expect(Math.abs(fast[i] - value)).toBeLessThan(1e-11 * largest)
    })
  })

  it('hears nothing in silence, and only whole frames', () => {
    const frames = lyonEar(design, 200)(new Float64Array(999))
    expect(frames.length).toBe(4 * 78)
    expect(frames.every((value) => value === 0)).toBe(true)
    expect(lyonEar(design, 200)(new Float64Array(199)).length).toBe(0)
  })

  it('starts afresh with every sound', () => {
    const ear = lyonEar(design, 200)
    const once = ear(tone(700, 0.3, 2000))
    expect(ear(tone(700, 0.3, 2000))).toEqual(once)
  })

  it.each([300, 1000, 2500])('answers a tone of %d Hz most in a channel near it', (hz) => {
    const frames = lyonEar(design, 200)(tone(hz, 0.2, 5000))
    const last = frames.subarray(frames.length - 78)
    const { centre } = design
    const loudest = last.indexOf(Math.max(...last))
    // One bandwidth is f/8 or more; cascades peak a little below their nominal centre.
    expect(Math.abs(centre[loudest] - hz)).toBeLessThan(Math.sqrt(hz * hz + 1e6) / 8)
  })

  it('keeps levels by its gain control: never negative, and a tone 25 times as strong comes out less than twice as strong', () => {
    const settled = (level: number) => {
      const frames = lyonEar(design, 200)(tone(1000, level, 12500))
      expect(Math.min(...frames)).toBeGreaterThanOrEqual(0)
      return Math.max(...frames.subarray(frames.length - 78))
    }
    const [soft, loud] = [settled(0.02), settled(0.5)]
    expect(loud / soft).toBeLessThan(2)
    expect(loud).toBeLessThan(1e-3)
    expect(soft).toBeGreaterThan(1e-5)
  })
})
