import { describe, expect, it } from 'vitest'
import { ENCODER_KINDS, encoderSchema, encodersFor, encoderVersion } from '../../../src/data/encoders/encoder.js'
import { conformsToEncoder } from '../../conformance/encoder.js'
import { SIGNAL_KINDS } from './signals.js'

/** Each encoder as it comes, and once with everything reduced. */
describe.each(ENCODER_KINDS)('%s', (kind) => {
  conformsToEncoder(encoderSchema.parse({ kind }))
  describe('binned, pooled and cut', () => {
    conformsToEncoder(encoderSchema.parse({ kind, binBy: 4, poolChannels: 3, maxSteps: 17, multiplicity: 'once' }))
  })
})

describe('the encoders together', () => {
  it('take every kind of signal', () => {
    for (const kind of SIGNAL_KINDS) expect(encodersFor(kind)).not.toEqual([])
  })

  it('have versions for cache keys', () => {
    for (const kind of ENCODER_KINDS) expect(encoderVersion(kind)).toBeGreaterThanOrEqual(1)
  })

  it('refuse a kind that does not exist and settings of another kind', () => {
    expect(encoderSchema.safeParse({ kind: 'bsa' }).success).toBe(false)
    expect(encoderSchema.safeParse({ kind: 'poisson', decimation: 200 }).success).toBe(false)
  })
})
