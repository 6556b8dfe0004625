/** Spikes at an encoder's own resolution, before binning and pooling. */
export interface RawSpikes {
  readonly steps: number
  /** [event] not decreasing, below `steps`. */
  readonly step: Uint16Array | Uint32Array
  /** [event] */
  readonly channel: Uint16Array | Uint32Array
}

export interface RawShape {
  readonly channels: number
  /** Equally long runs of channels whose neighbours are near each other (bands, pixels of a row); divides `channels`. */
  readonly blocks: number
  /** Seconds per step, or null where a step has no physical length. */
  readonly dt: number | null
  /** Steps of every sample, where settings alone say it. */
  readonly steps: number | null
}
