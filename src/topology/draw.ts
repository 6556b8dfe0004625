import { createColors } from 'picocolors'
import { countTypes, type Motif, type SynapseType } from './motif.js'
import { SYMBOL } from './motif-document.js'
import { layerSynapseCount, parameterCount, synapseCount } from './size.js'
import { constantsText, type Layer, type Topology } from './topology.js'

export interface DrawOptions {
  readonly color: boolean
}

/** Columns of two characters behind a margin of eight: 80 columns hold a motif of 36. */
const COLUMNS_PER_BAND = 36
const MARGIN = 8

type Paint = (type: SynapseType) => string

function painter({ color }: DrawOptions): Paint {
  const colors = createColors(color)
  const symbols: Record<SynapseType, string> = {
    excitatory: colors.green(SYMBOL.excitatory),
    inhibitory: colors.red(SYMBOL.inhibitory),
    absent: colors.dim(SYMBOL.absent),
  }
  return (type) => symbols[type]
}

/** Column numbers written downwards: tens above units. */
function columnHeads(columns: readonly number[]): string[] {
  const margin = ' '.repeat(MARGIN)
  const tens = columns.map((c) => (c < 10 ? ' ' : String(Math.floor(c / 10) % 10)))
  const heads = columns.some((c) => c >= 10) ? [margin + tens.join(' ')] : []
  heads.push(margin + columns.map((c) => String(c % 10)).join(' '))
  return heads.map((line) => line.trimEnd())
}

function drawBand(motif: Motif, columns: readonly number[], paint: Paint): string[] {
  const row = (label: string, types: readonly SynapseType[]): string =>
    `${label.padStart(MARGIN - 1)} ${columns.map((c) => paint(types[c])).join(' ')}`
  const rows = motif.synapses.map((types, post) => row(post === 0 ? `to ↓ ${post}` : String(post), types))
  return [`${' '.repeat(MARGIN)}from →`, ...columnHeads(columns), ...rows, row('lateral', motif.lateral)]
}

/** `E 21, I 11, absent 32`, and the same of the lateral links where there are any. */
export function motifCounts(motif: Motif): string {
  const inside = countTypes(motif.synapses.flat())
  const lateral = countTypes(motif.lateral)
  const text = `E ${inside.excitatory}, I ${inside.inhibitory}, absent ${inside.absent}`
  const links = lateral.excitatory + lateral.inhibitory
  return links === 0 ? text : `${text}; lateral E ${lateral.excitatory}, I ${lateral.inhibitory}`
}

/**
 * The motif as a matrix for a terminal of 80 columns: row = postsynaptic neuron (to), column = presynaptic neuron
 * (from), then the lateral row and the counts. More than 36 neurons are drawn in bands of columns.
 *
 *             from →
 *             0 1 2
 *      to ↓ 0 + - .
 *           1 . + -
 *           2 . . .
 *     lateral + . .
 *     E 2, I 2, absent 5; lateral E 1, I 0
 */
export function drawMotif(motif: Motif, options: DrawOptions): string {
  const paint = painter(options)
  const lines: string[] = []
  for (let start = 0; start < motif.size; start += COLUMNS_PER_BAND) {
    const width = Math.min(COLUMNS_PER_BAND, motif.size - start)
    const columns = Array.from({ length: width }, (_, i) => start + i)
    lines.push(...drawBand(motif, columns, paint))
  }
  return [...lines, motifCounts(motif)].join('\n')
}

/** What a layer is, in a few words, without its size. */
export function recurrentSummary({ neurons, recurrent }: Layer): string {
  switch (recurrent.kind) {
    case 'none':
      return recurrent.inhibitory === undefined ? 'feed-forward' : `feed-forward, ${recurrent.inhibitory} inhibitory`
    case 'motif': {
      const motifs = neurons / recurrent.motif.size
      const shape = recurrent.ring ? 'in a ring' : 'in a line'
      return `${motifs} ${motifs === 1 ? 'motif' : 'motifs'} of ${recurrent.motif.size} ${shape}, ${recurrent.signs} signs`
    }
    case 'sparse':
      return `sparse, ${recurrent.signs} signs`
    case 'dense': {
      const self = recurrent.selfConnections ? 'with' : 'without'
      return `dense ${self} self-connections, ${recurrent.signs} signs`
    }
  }
}

function layerLine(layer: Layer, index: number): string {
  const input = layer.input.kind === 'full' ? 'full input' : 'masked input'
  const synapses = layerSynapseCount(layer)
  const count = synapses === 0 ? '' : `, ${synapses} recurrent synapses`
  return `layer ${index}: ${layer.neurons} neurons, ${input}, ${recurrentSummary(layer)}${count}`
}

/** One line for the inputs, each layer, the readout and the sums; below, the motif of every layer that has one. */
export function drawTopology(t: Topology, options: DrawOptions): string {
  const lines = [
    `inputs: ${t.inputs}`,
    ...t.layers.map(layerLine),
    `readout: ${t.readout.kind}, ${t.readout.classes} classes`,
    `neuron: ${t.neuron.model}, ${constantsText(t.neuron)} steps`,
    `synapses: ${synapseCount(t)} recurrent; trained weights: ${parameterCount(t)}`,
  ]
  for (const [index, { recurrent }] of t.layers.entries()) {
    if (recurrent.kind !== 'motif') continue
    lines.push('', `motif of layer ${index}:`, drawMotif(recurrent.motif, options))
  }
  return lines.join('\n')
}
