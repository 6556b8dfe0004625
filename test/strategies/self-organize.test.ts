import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { encodeState } from '../../src/search/state-codec.js'
import { anyStrategy } from '../../src/search/strategy.js'
import { wiredInput } from '../../src/self-organization/wired-input.js'
import { randomTopology } from '../../src/topology/search-space.js'
import { selfOrganize } from '../../strategies/self-organize.js'
import { runSearch, tinyContext, tinyWorker } from '../conformance/search-run.js'
import { tinySpace } from '../learning/tiny.js'

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
  const chosen = selfOrganize.settings({ together: 2, sheetUnits: [200], steps: 500 })

  it('has the inputs of a batch wired, then asks for networks of the space that hear them', () => {
    const { steps } = runSearch(
      anyStrategy(selfOrganize),
      selfOrganize.start(tinyContext({ iterations: 3 }), chosen),
      tinyWorker(tinyContext().recipe, 3),
    )
    expect(steps.map(({ phase, items }) => [phase, ...items.map(({ kind }) => kind)])).toEqual([
      ['wire', 'wiring', 'wiring'],
      ['evaluate', 'evaluation', 'evaluation'],
      ['wire', 'wiring'],
      ['evaluate', 'evaluation'],
    ])
    const [wired, judged] = steps
    judged.items.forEach((item, i) => {
      const result = wired.results[i]
      if (item.kind !== 'evaluation' || result.kind !== 'wiring') throw new Error('wirings, then evaluations')
      expect(item.candidate.layers[0].input).toEqual(result.input)
      expect(item.candidate.layers[0].recurrent.kind).toBe('motif')
    })
  })

  it('asks for no waves where all networks of a batch are given', () => {
    const from = [0, 1].map((i) => randomTopology(tinySpace(), key(i)))
    const state = selfOrganize.start(tinyContext({ from }), chosen)
    expect(selfOrganize.ask(state).map((item) => item.kind === 'evaluation' && item.candidate)).toEqual(from)
  })

  it('goes on with runs whose states hold no wiring: that of the best is made again', () => {
    const context = tinyContext({ iterations: 2 })
    const { final } = runSearch(
      anyStrategy(selfOrganize),
      selfOrganize.start(context, chosen),
      tinyWorker(context.recipe, 3),
    )
    const { judged, best, merit } = final as { judged: number; best: number; merit: number }
    const old = selfOrganize.decode(encodeState({ judged, best, merit }), context, chosen)
    expect(selfOrganize.best(old)).toEqual(anyStrategy(selfOrganize).best(final))
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
