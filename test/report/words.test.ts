import { expect, it } from 'vitest'
import { duration } from '../../src/report/words.js'

it('never counts sixty seconds beside minutes', () => {
  expect([9.96, 59.4, 59.6, 119.6, 3599.7, 3661].map(duration)).toEqual([
    ...['10 s', '59 s', '1 min 0 s', '2 min 0 s', '1 h 0 min', '1 h 1 min'],
  ])
})
