import type { DigitsResult, SmallDigits } from './digits.js'
import type { YinYangRow } from './yin-yang.js'

export interface FirstSpikeFacts {
  readonly yinYang: readonly YinYangRow[]
  readonly digits: readonly DigitsResult[]
  readonly small: SmallDigits
  /** Processor milliseconds. */
  readonly pass: number
}
export const firstSpikeReport = (_: FirstSpikeFacts): string => ''
