import { describe, expect, it } from 'vitest'
import { didYouMean, nearestName } from '../src/nearest-name.js'

describe('nearestName', () => {
  it('finds a name with a wrong, missing, extra or swapped letter', () => {
    const names = ['neurons', 'recurrent', 'input', 'readout']
    expect(nearestName('neurans', names)).toBe('neurons')
    expect(nearestName('recurent', names)).toBe('recurrent')
    expect(nearestName('inputt', names)).toBe('input')
    expect(nearestName('raedout', names)).toBe('readout')
  })

  it('counts a swap of neighbours as one edit, so the swapped name beats a name two substitutions away', () => {
    expect(nearestName('abdc', ['abxy', 'abcd'])).toBe('abcd')
  })

  it('ignores case', () => expect(nearestName('TAUMEM', ['tauMem', 'tauSyn'])).toBe('tauMem'))

  it('takes a beginning of a name for the name', () =>
    expect(nearestName('random-s', ['ring', 'random-sparse'])).toBe('random-sparse'))

  it('suggests nothing far away', () => {
    expect(nearestName('quantum', ['neurons', 'input'])).toBeUndefined()
    expect(nearestName('ab', ['xy'])).toBeUndefined()
    expect(nearestName('ring', ['kind', 'synapses'])).toBeUndefined()
    expect(nearestName('x', [])).toBeUndefined()
    expect(nearestName('', ['abc'])).toBeUndefined()
  })

  it('gives the first of equally near names', () => expect(nearestName('ba', ['bat', 'bar'])).toBe('bat'))
})

describe('didYouMean', () => {
  it('is the tail of a sentence, or empty', () => {
    expect(didYouMean('tauMen', ['tauMem', 'tauSyn'])).toBe('; did you mean "tauMem"?')
    expect(didYouMean('colour', ['tauMem'])).toBe('')
  })
})
