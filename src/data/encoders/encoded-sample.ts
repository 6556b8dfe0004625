/** One sample as spikes on integer steps. */
export interface EncodedSample {
  /** Number of steps, 1 to 65535; every event lies below it. */
  readonly steps: number
  /** [event] not decreasing. */
  readonly step: Uint16Array
  /** [event] input channel; the same (step, channel) may occur more than once. */
  readonly channel: Uint16Array
}

/** What an encoder makes of one signal. */
export interface EncodedSignal extends EncodedSample {
  /** Events left out because they lay past `maxSteps`. */
  readonly truncated: number
}
