import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { drawMotif, drawTopology } from '../../src/topology/draw.js'
import { handmadeTopology } from '../../src/topology/handmade.js'
import { createMotif } from '../../src/topology/motif.js'
import { motifFromRows } from '../../src/topology/motif-document.js'
import { parseTopology } from '../../src/topology/topology-document.js'
import { topologyDot } from '../../src/topology/topology-dot.js'
import { layerOf, spaceOf } from './spaces.js'

const plain = { color: false }
const motif = motifFromRows(['+-.', '.+-', '...'], '-..')
const ESCAPE = String.fromCharCode(27)

describe('drawMotif', () => {
  it('draws the matrix, the directions, the lateral row and the counts', () => {
    expect(drawMotif(motif, plain).split('\n')).toEqual([
      '        from →',
      '        0 1 2',
      ' to ↓ 0 + - .',
      '      1 . + -',
      '      2 . . .',
      'lateral - . .',
      'E 2, I 2, absent 5; lateral E 0, I 1',
    ])
  })

  it('writes escape sequences only when asked for colour, and the same text under them', () => {
    expect(drawMotif(motif, plain)).not.toContain(ESCAPE)
    const colored = drawMotif(motif, { color: true })
    expect(colored).toContain(ESCAPE)
    expect(stripVTControlCharacters(colored)).toBe(drawMotif(motif, plain))
  })

  it.each([1, 10, 32, 36, 37, 80])('keeps a motif of %i neurons within 80 columns', (size) => {
    const big = createMotif(size, () => 'excitatory')
    const lines = drawMotif(big, plain).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(lines.join('').split('+').length - 1).toBe(size * size)
  })

  it('writes tens above units', () => {
    const lines = drawMotif(
      createMotif(12, () => 'absent'),
      plain,
    ).split('\n')
    expect(lines[1]).toBe('                            1 1')
    expect(lines[2]).toBe('        0 1 2 3 4 5 6 7 8 9 0 1')
  })
})

const network = parseTopology(
  {
    neuron: { tauMem: 8, tauSyn: 4 },
    inputs: 5,
    layers: [
      { neurons: 6, recurrent: { kind: 'motif', motif: { synapses: ['+-', '..'], lateral: '+.' } } },
      {
        neurons: 4,
        input: { kind: 'mask', sources: [[0], [1], [2], [3]] },
        recurrent: { kind: 'dense', signs: 'free' },
      },
      { neurons: 2, recurrent: { kind: 'none' } },
    ],
    readout: { classes: 3 },
  },
  'test',
)

describe('drawTopology', () => {
  it('has one line per layer, the sums, and the motif', () => {
    expect(drawTopology(network, plain).split('\n')).toEqual([
      'inputs: 5',
      'layer 0: 6 neurons, full input, 3 motifs of 2 in a line, typed signs, 10 recurrent synapses',
      'layer 1: 4 neurons, masked input, dense with self-connections, free signs, 16 recurrent synapses',
      'layer 2: 2 neurons, full input, feed-forward',
      'readout: count, 3 classes',
      'neuron: lif, tauMem 8, tauSyn 4 steps',
      'synapses: 26 recurrent; trained weights: 74',
      '',
      'motif of layer 0:',
      '        from →',
      '        0 1',
      ' to ↓ 0 + -',
      '      1 . .',
      'lateral + .',
      'E 1, I 1, absent 2; lateral E 1, I 0',
    ])
  })
})

describe('topologyDot', () => {
  it('draws arrows from the presynaptic to the postsynaptic neuron, inhibition with a bar', () => {
    const dot = topologyDot(network)
    expect(dot).toContain('l0n0 -> l0n0 [color=forestgreen, arrowhead=normal]')
    expect(dot).toContain('l0n1 -> l0n0 [color=firebrick, arrowhead=tee]')
    expect(dot).not.toContain('l0n0 -> l0n1 ')
  })

  it('draws lateral links both ways, dashed, and layers in their order', () => {
    const dot = topologyDot(network)
    expect(dot).toContain('l0n0 -> l0beside [dir=both, style=dashed, color=forestgreen')
    expect(dot).toContain('inputs -> l0n0 [lhead=cluster_0, label="full"]')
    expect(dot).toContain('l0n0 -> l1 [ltail=cluster_0, label="mask"]')
    expect(dot).toContain('l2 -> readout [label="full"]')
  })

  it('has one arrow per synapse and lateral link of every motif, and balanced brackets', () => {
    const dense = handmadeTopology('dense-ei', spaceOf(layerOf({ motifSizes: [4] }), layerOf()), { key: key(1) })
    const dot = topologyDot(dense)
    expect(dot.match(/ -> /g)).toHaveLength(16 + 4 + 64 + 8 + 3)
    expect(dot.split('{').length).toBe(dot.split('}').length)
  })
})
