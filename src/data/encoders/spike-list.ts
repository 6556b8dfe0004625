import type { RawSpikes } from './raw-spikes.js'

/** Spikes that are collected in order of their steps, in arrays that grow. */
export class SpikeList {
  private step = new Uint32Array(256)
  private channel = new Uint32Array(256)
  private length = 0

  add(step: number, channel: number): void {
    if (this.length === this.step.length) {
      this.step = doubled(this.step)
      this.channel = doubled(this.channel)
    }
    this.step[this.length] = step
    this.channel[this.length++] = channel
  }

  /** Views of what was collected; the list must not be used any more. */
  finish(steps: number): RawSpikes {
    return { steps, step: this.step.subarray(0, this.length), channel: this.channel.subarray(0, this.length) }
  }
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length)
  larger.set(array)
  return larger
}
