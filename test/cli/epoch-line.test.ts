import { describe, expect, it } from 'vitest'
import { epochLine } from '../../src/cli/epoch-line.js'

const metrics = { epoch: 3, loss: 0.25, accuracy: 0.5, firingRate: 0.1234, gradientNorm: 1 }

describe('the line of an epoch', () => {
  it('has the rate to three decimal places', () => {
    expect(epochLine(metrics, 20)).toBe('epoch  3/20  loss 0.2500  accuracy 50.0 %  rate 0.123')
  })

  it.each([
    [0.000312, '0.00031'],
    [0.00996, '0.010'],
    [0.0098, '0.0098'],
    [0, '0.000'],
  ])('keeps digits of a rate of few spikes in many steps: %s', (firingRate, text) => {
    expect(epochLine({ ...metrics, firingRate }, 20)).toMatch(new RegExp(`  rate ${text}$`))
  })

  it('leaves out what a rule does not measure', () => {
    expect(epochLine({ ...metrics, accuracy: Number.NaN, firingRate: Number.NaN }, 3)).toBe('epoch 3/3  loss 0.2500')
  })
})
