import { describe, expect, it } from 'vitest'
import { parseReference } from '../../src/cli/objective-text.js'
import { loadAnyNetwork } from '../../src/learning/network-file.js'

describe('--reference', () => {
  it.each([
    ['accuracy=2', 'accuracy must be at least 0 and below 1, but got 2'],
    ['accuracy=-0.1', 'accuracy must be at least 0 and below 1'],
    ['accuracy=0.5,synapses=0', 'synapses must be above 0, but got 0'],
  ])('refuses the corner %s', (text, message) => {
    expect(() => parseReference(text)).toThrow(message)
  })

  it('takes corners within the range of each measure', () => {
    expect(parseReference('accuracy=0,loss=1.5')).toEqual({ accuracy: 0, loss: 1.5 })
  })
})

it('a network file that is not there comes with a hint', () => {
  expect(() => loadAnyNetwork('nowhere.json')).toThrow(
    'network file nowhere.json cannot be read: there is no such file; motif train RUN --save FILE writes one',
  )
})
