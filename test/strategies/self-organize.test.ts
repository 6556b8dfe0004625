import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { wiredInput } from '../../src/self-organization/wired-input.js'
import { selfOrganize } from '../../strategies/self-organize.js'
import { tinyContext } from '../conformance/search-run.js'

const settings = {
  units: 500,
  side: 16,
  geometry: { kind: 'square' },
  waveRadius: 5,
  steps: 30_000,
  picture: { width: 16, height: 16 },
} as const

describe('an input wired by waves', () => {
  const input = wiredInput(settings, 30, 256, key(1))
  const sources = input.kind === 'mask' ? input.sources : []

  it('is a mask of sorted inputs, for each neuron some', () => {
    expect(sources).toHaveLength(30)
    for (const list of sources) {
      expect(list.length).toBeGreaterThan(0)
      expect([...list].sort((a, b) => a - b)).toEqual(list)
      expect(list[list.length - 1]).toBeLessThan(256)
    }
  })

  it('joins most neurons to inputs that lie together', () => {
    const spreadOf = (list: readonly number[]) => {
      const [x, y] = [list.map((i) => i % 16), list.map((i) => Math.floor(i / 16))]
      return Math.max(Math.max(...x) - Math.min(...x), Math.max(...y) - Math.min(...y))
    }
    expect(sources.filter((list) => list.length < 128 && spreadOf(list) < 15).length).toBeGreaterThan(10)
  })

  it('is a function of the key', () => {
    expect(wiredInput(settings, 30, 256, key(1))).toEqual(input)
    expect(wiredInput(settings, 30, 256, key(2))).not.toEqual(input)
  })
})

describe('the strategy self-organize', () => {
  it('proposes networks of the space whose first layer hears a mask of inputs', () => {
    const chosen = selfOrganize.settings({ together: 2, sheetUnits: [200], steps: 500 })
    const items = selfOrganize.ask(selfOrganize.start(tinyContext(), chosen))
    for (const item of items) {
      if (item.kind !== 'evaluation') throw new Error('an evaluation was expected')
      expect(item.candidate.layers[0].input.kind).toBe('mask')
      expect(item.candidate.layers[0].recurrent.kind).toBe('motif')
    }
  })

  it.each([
    [{ waveRadii: [5, 1] }, 'strategy.waveRadii: must be at least the radius of the excitation (2), but got 1'],
    [
      { picture: { width: 2, height: 3 } },
      'strategy.picture: must have a place for each of the 12 inputs, but 2 x 3 has 6',
    ],
  ])('refuses %j', (raw, message) => {
    expect(() => selfOrganize.start(tinyContext(), selfOrganize.settings(raw))).toThrow(message)
  })
})
