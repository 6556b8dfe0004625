import { exp } from '../../kernel/numerics/elementary.js'

/** Ben's Spiker Algorithm (Schrauwen, Van Campenhout, 2003), with the constants used on TI46. */
export interface BsaSettings {
  /** Steps for which each frame is held. */
  readonly holdSteps: number
  /** Factor on frame values. */
  readonly scale: number
  /** A spike is emitted when subtracting the kernel lowers the summed absolute error by more than this. */
  readonly threshold: number
}

export const BSA_DEFAULTS: BsaSettings = { holdSteps: 10, scale: 2000, threshold: 0.6 }

export const BSA_TAPS = 24

/** Kernel h_j ~ exp(-(j - 12)^2 / 25), j = 0..23, sum 1. */
export const BSA_KERNEL: Float64Array = normalised(
  Float64Array.from({ length: BSA_TAPS }, (_, j) => exp((-(j - 12) * (j - 12)) / 25)),
)

/** Spikes sorted by step, then channel. */
export interface Spikes {
  readonly steps: number
  readonly eventStep: Uint16Array
  readonly eventChannel: Uint16Array
}

/** `frames` is [frame][channels], row-major. Steps = frames * holdSteps; a kernel may reach past the end, a spike cannot. */
export function bsaEncode(frames: Float64Array, channels: number, settings: BsaSettings = BSA_DEFAULTS): Spikes {
  const steps = (frames.length / channels) * settings.holdSteps
  // +1: a spike found at position i is written at step i + 1.
  const fired = new Uint8Array((steps + 2) * channels)
  const signal = new Float64Array(steps + BSA_TAPS)
  let count = 0
  for (let c = 0; c < channels; c++) {
    holdFrames(frames, channels, c, settings, signal)
    count += scan(signal, steps, settings.threshold, fired, channels, c)
  }
  return collect(fired, steps, channels, count)
}

function holdFrames(frames: Float64Array, channels: number, c: number, settings: BsaSettings, signal: Float64Array) {
  signal.fill(0)
  for (let from = c, step = 0; from < frames.length; from += channels) {
    const value = frames[from] * settings.scale
    for (let held = 0; held < settings.holdSteps; held++) signal[step++] = value
  }
}

/** Greedy scan: e1 = sum |s - h|, e2 = sum |s| over the kernel's window. Returns the number of spikes. */
function scan(
  s: Float64Array,
  steps: number,
  threshold: number,
  fired: Uint8Array,
  channels: number,
  c: number,
): number {
  let count = 0
  for (let i = 0; i <= steps; i++) {
    let e1 = 0
    let e2 = 0
    for (let j = 0; j < BSA_TAPS; j++) {
      e1 += Math.abs(s[i + j] - BSA_KERNEL[j])
      e2 += Math.abs(s[i + j])
    }
    if (!(e1 < e2 - threshold)) continue
    for (let j = 0; j < BSA_TAPS; j++) s[i + j] -= BSA_KERNEL[j]
    fired[(i + 1) * channels + c] = 1
    count++
  }
  return count
}

function collect(fired: Uint8Array, steps: number, channels: number, count: number): Spikes {
  const eventStep = new Uint16Array(count)
  const eventChannel = new Uint16Array(count)
  let event = 0
  for (let step = 0, cell = 0; step < steps; step++) {
    for (let c = 0; c < channels; c++, cell++) {
      if (fired[cell] === 0) continue
      eventStep[event] = step
      eventChannel[event++] = c
    }
  }
  return { steps, eventStep: eventStep.subarray(0, event), eventChannel: eventChannel.subarray(0, event) }
}

function normalised(taps: Float64Array): Float64Array {
  const sum = taps.reduce((total, tap) => total + tap, 0)
  return taps.map((tap) => tap / sum)
}
