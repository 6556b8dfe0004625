import type { z } from 'zod'
import type { Key } from '../../kernel/numerics/random.js'
import type { Signal, SignalShape } from '../signal.js'
import type { RawShape, RawSpikes } from './raw-spikes.js'
import type { ReductionSettings } from './reduction.js'

/** One way to turn signals of some kinds into spikes. */
export interface SpikeEncoder<Settings extends ReductionSettings, Kind extends Signal['kind']> {
  readonly kind: string
  /** Raised whenever the spikes of the same signal and settings change: part of every cache key. */
  readonly version: number
  readonly signals: readonly Kind[]
  readonly schema: z.ZodType<Settings>
  /** From settings and the signal's shape alone. */
  shape(settings: Settings, input: Extract<SignalShape, { kind: Kind }>): RawShape
  /**
   * A function from signals to spikes; it may keep working memory between calls. It depends on nothing but its
   * arguments: the order of calls makes no difference. Throws UnfitSignal.
   */
  create(settings: Settings): (signal: Extract<Signal, { kind: Kind }>, sampleKey: Key) => RawSpikes
}
