import { describe, expect, it } from 'vitest'
import { closesRing, countTypes, createMotif, neighbourMotifs, relabelMotif } from '../../src/topology/motif.js'
import { motifFromRows, motifRows } from '../../src/topology/motif-document.js'
import { UsageError } from '../../src/usage-error.js'

describe('motif rows', () => {
  it('row is the postsynaptic, column the presynaptic neuron', () => {
    const motif = motifFromRows(['+-.', '..+', '...'], '+.-')
    expect(motif.size).toBe(3)
    expect(motif.synapses[0]).toEqual(['excitatory', 'inhibitory', 'absent'])
    expect(motif.synapses[1][2]).toBe('excitatory')
    expect(motif.synapses[2][1]).toBe('absent')
    expect(motif.lateral).toEqual(['excitatory', 'absent', 'inhibitory'])
  })

  it('come back as they were written', () => {
    const document = { synapses: ['+-.', '..+', '...'], lateral: '+.-' }
    expect(motifRows(motifFromRows(document.synapses, document.lateral))).toEqual(document)
  })

  it('links no neighbours when the lateral pattern is left out', () => {
    expect(motifRows(motifFromRows(['+-', '-+'])).lateral).toBe('..')
  })

  it('are frozen all the way down', () => {
    const motif = motifFromRows(['+-', '-+'])
    for (const part of [motif, motif.synapses, motif.synapses[1], motif.lateral])
      expect(Object.isFrozen(part)).toBe(true)
  })

  it.each([
    [[], undefined, 'motif: synapses must have at least one row, but got []'],
    [['++', '+'], undefined, 'motif: synapses[1] must be 2 characters, each "+", "-" or ".", but got "+"'],
    [['++', '+x'], undefined, 'motif: synapses[1] must be 2 characters, each "+", "-" or ".", but got "+x"'],
    [['++', '--'], '+', 'motif: lateral must be 2 characters, each "+", "-" or ".", but got "+"'],
  ])('refuse %j with lateral %j', (rows, lateral, message) => {
    expect(() => motifFromRows(rows, lateral)).toThrow(new UsageError(message))
  })
})

describe('relabelMotif', () => {
  it('moves rows, columns and lateral pattern together', () => {
    const motif = motifFromRows(['+-.', '..+', '-.-'], '+.-')
    // New neuron 0 is old 2, new 1 is old 0, new 2 is old 1.
    expect(motifRows(relabelMotif(motif, [2, 0, 1]))).toEqual({ synapses: ['--.', '.+-', '+..'], lateral: '-+.' })
  })
})

describe('createMotif', () => {
  it('asks its rules for every pair, postsynaptic neuron first', () => {
    const motif = createMotif(2, (post, pre) => (post > pre ? 'inhibitory' : 'absent'))
    expect(motifRows(motif)).toEqual({ synapses: ['..', '-.'], lateral: '..' })
    expect(countTypes(motif.synapses.flat())).toEqual({ excitatory: 0, inhibitory: 1, absent: 3 })
  })
})

describe('closesRing', () => {
  it('is true of a ring of three motifs or more, where every motif has two neighbours', () => {
    for (const motifs of [1, 2, 3, 8]) {
      expect(closesRing(true, motifs)).toBe(neighbourMotifs(0, motifs, true).length === 2)
      expect(closesRing(false, motifs)).toBe(false)
    }
  })
})

describe('neighbourMotifs', () => {
  it('ends at the ends of a line and goes round a ring', () => {
    expect([0, 1, 2].map((m) => neighbourMotifs(m, 3, false))).toEqual([[1], [0, 2], [1]])
    expect([0, 1, 3].map((m) => neighbourMotifs(m, 4, true))).toEqual([
      [1, 3],
      [0, 2],
      [0, 2],
    ])
  })

  it('takes a ring of one or two motifs for a line', () => {
    expect(neighbourMotifs(0, 1, true)).toEqual([])
    expect([0, 1].map((m) => neighbourMotifs(m, 2, true))).toEqual([[1], [0]])
  })
})
