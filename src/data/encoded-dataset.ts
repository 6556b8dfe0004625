import type { EncodedDataset, SampleOrigin, SpikeTarget, Split } from './dataset.js'
import { SPLITS } from './dataset.js'
import { packDataset } from './dataset-layout.js'
import type { EncodedSample } from './encoders/encoded-sample.js'

export { datasetFromBuffer } from './dataset-layout.js'

export interface DatasetDescription {
  readonly name: string
  readonly channels: number
  readonly classNames: readonly string[]
  readonly groupNames?: readonly string[]
  /** Output neurons, where samples ask for spike trains and not for a class. */
  readonly outputs?: number
  /** Seconds per step, or null. */
  readonly dt: number | null
  readonly skipped?: number
}

/** What is known only after the last sample. */
export interface DatasetEnding {
  readonly groupNames?: readonly string[]
  readonly skipped?: number
  readonly truncated?: number
  readonly origins?: readonly SampleOrigin[]
}

export interface SampleDescription {
  /** Number of steps, 1..65535; every event's step lies below it. */
  readonly steps: number
  readonly label: number
  readonly split: Split
  /** Index into groupNames, default 0. */
  readonly group?: number
}

const MAX_STEPS = 65535
const MAX_GROUPS = 65536

/**
 * Collects samples one after the other, checking every event, and lays them out in one SharedArrayBuffer.
 * Throws RangeError on an event out of range or out of order, a label, group or length that does not exist.
 */
export class DatasetBuilder {
  private readonly description: DatasetDescription
  private readonly samples: Required<SampleDescription>[] = []
  private readonly starts: number[] = []
  private eventStep: Uint16Array<ArrayBuffer>
  private eventChannel: Uint16Array<ArrayBuffer>
  private events = 0
  private currentSteps = 0
  private lastStep = 0
  private highestGroup = 0
  private readonly target = { start: [] as number[], step: [] as number[], output: [] as number[] }

  /** `room`: how many events to expect. */
  constructor(description: DatasetDescription, room = 4096) {
    const { channels } = description
    if (!Number.isInteger(channels) || channels < 1 || channels > 65536)
      throw new RangeError(`${description.name}: channels must be an integer from 1 to 65536, but got ${channels}`)
    this.description = description
    this.eventStep = new Uint16Array(Math.max(1, room))
    this.eventChannel = new Uint16Array(Math.max(1, room))
  }

  startSample(sample: SampleDescription): void {
    const { steps, label, group = 0 } = sample
    this.check('steps', steps, 1, MAX_STEPS)
    if (this.description.outputs === undefined) this.check('label', label, 0, this.description.classNames.length - 1)
    this.check('group', group, 0, (this.description.groupNames?.length || MAX_GROUPS) - 1)
    this.samples.push({ ...sample, group })
    this.highestGroup = Math.max(this.highestGroup, group)
    this.starts.push(this.events)
    this.target.start.push(this.target.step.length)
    this.currentSteps = steps
    this.lastStep = 0
  }

  /** Adds an event to the sample started last; steps must not decrease. */
  event(step: number, channel: number): void {
    if (!(step >= this.lastStep && step < this.currentSteps)) this.badStep(step)
    if (!(channel >= 0 && channel < this.description.channels))
      this.check('channel', channel, 0, this.description.channels - 1)
    if (this.events === this.eventStep.length) this.grow()
    this.eventStep[this.events] = step
    this.eventChannel[this.events++] = channel
    this.lastStep = step
  }

  /** Asks for a spike of an output of the sample started last; steps must not decrease. */
  targetSpike(step: number, output: number): void {
    const { target, description } = this
    const before = target.step.length > (target.start.at(-1) ?? 0) ? target.step[target.step.length - 1] : 0
    this.check('target step', step, before, this.currentSteps - 1)
    this.check('output', output, 0, (description.outputs ?? 0) - 1)
    target.step.push(step)
    target.output.push(output)
  }

  /** A whole sample. */
  addSample(sample: SampleDescription, { step, channel }: Pick<EncodedSample, 'step' | 'channel'>): void {
    this.startSample(sample)
    const { channels } = this.description
    let last = 0
    for (let e = 0; e < step.length; e++) {
      if (step[e] < last || step[e] >= sample.steps || channel[e] >= channels) {
        // Adds up to the bad one, and throws there.
        for (let i = 0; i <= e; i++) this.event(step[i], channel[i])
      }
      last = step[e]
    }
    while (this.events + step.length > this.eventStep.length) this.grow()
    this.eventStep.set(step, this.events)
    this.eventChannel.set(channel, this.events)
    this.events += step.length
    this.lastStep = last
  }

  finish(ending: DatasetEnding = {}): EncodedDataset {
    const { samples } = this
    const { outputs, ...own } = this.description
    const description = { groupNames: [], ...own, ...ending }
    if (samples.length === 0) throw new RangeError(`${description.name}: a data set needs at least one sample`)
    const groups = Math.max(1, description.groupNames.length)
    if (this.highestGroup >= groups)
      throw new RangeError(`${description.name}: group ${this.highestGroup} has no name, there are ${groups}`)
    const header = { ...description, samples: samples.length, events: this.events }
    const arrays = {
      eventStart: Uint32Array.from([...this.starts, this.events]),
      steps: Uint16Array.from(samples, (s) => s.steps),
      label: Uint16Array.from(samples, (s) => s.label),
      group: Uint16Array.from(samples, (s) => s.group),
      split: Uint8Array.from(samples, (s) => SPLITS.indexOf(s.split)),
      eventStep: this.eventStep.subarray(0, this.events),
      eventChannel: this.eventChannel.subarray(0, this.events),
    }
    return packDataset(header, arrays, outputs === undefined ? undefined : this.packedTarget(outputs))
  }

  private packedTarget(outputs: number): SpikeTarget {
    const { start, step, output } = this.target
    return {
      outputs,
      start: Uint32Array.from([...start, step.length]),
      step: Uint16Array.from(step),
      output: Uint16Array.from(output),
    }
  }

  private check(what: string, value: number, low: number, high: number): void {
    if (Number.isInteger(value) && value >= low && value <= high) return
    throw new RangeError(`${this.where()}: ${what} must be an integer from ${low} to ${high}, but got ${value}`)
  }

  private badStep(step: number): never {
    this.check('event step', step, 0, this.currentSteps - 1)
    throw new RangeError(`${this.where()}: events must be sorted by step, but ${step} follows ${this.lastStep}`)
  }

  private where(): string {
    return `${this.description.name}, sample ${Math.max(0, this.samples.length - 1)}`
  }

  private grow(): void {
    this.eventStep = doubled(this.eventStep)
    this.eventChannel = doubled(this.eventChannel)
  }
}

function doubled(array: Uint16Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(2 * array.length)
  larger.set(array)
  return larger
}
