import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rightSamples, rightText } from '../../src/evaluation/right-samples.js'

it('writes four samples a digit, the first in its highest bit', () => {
  expect(rightText([true, false, false, true, true])).toBe('5:98')
  expect([...rightSamples('5:98')]).toEqual([1, 0, 0, 1, 1])
})

it('is read back to the same samples', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (right) => {
      expect([...rightSamples(rightText(right))]).toEqual(right.map(Number))
    }),
  )
})
