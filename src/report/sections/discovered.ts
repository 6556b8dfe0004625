import { cell, link, rect, text } from '@observablehq/plot'
import { recurrentSummary } from '../../topology/draw.js'
import { closesRing, countTypes, type Motif, type SynapseType } from '../../topology/motif.js'
import { motifRows } from '../../topology/motif-document.js'
import { layerSynapseCount, parameterCount, synapseCount } from '../../topology/size.js'
import type { Layer } from '../../topology/topology.js'
import type { Figure, KeyEntry } from '../figure.js'
import { motifGraph } from '../motif-graph.js'
import { EXCITATORY, FAINT, INHIBITORY, INK, QUIET } from '../palette.js'
import type { Section } from '../section.js'
import { unscored } from '../unscored.js'
import { short } from '../words.js'

const KEY: readonly KeyEntry[] = [
  { name: 'excitatory (arrow)', color: EXCITATORY },
  { name: 'inhibitory (bar)', color: INHIBITORY, dash: '4 2.5' },
]

export const discovered: Section = {
  id: 'discovered',
  title: 'The discovered topology',
  build: ({ comparison, result, store }) => {
    if (comparison !== undefined) return undefined
    if (result === undefined) return { notAvailable: unscored(store) }
    const { topology, candidate } = result
    const layers = topology.layers.map((layer) => `${layer.neurons} neurons: ${recurrentSummary(layer)}`)
    return {
      lead: `Candidate ${candidate.slice(0, 12)}: ${layers.join('; then ')}; ${short(synapseCount(topology))} recurrent synapses of ${short(parameterCount(topology))} trained weights.`,
      notes: [
        `Inputs: ${topology.inputs}; readout: ${topology.readout.kind}, ${topology.readout.classes} classes; neurons: ${topology.neuron.model}, tau ${topology.neuron.tauMem} (membrane) and ${topology.neuron.tauSyn} (synapse) steps at the start.`,
      ],
      numbers: { candidate, synapses: synapseCount(topology), parameters: parameterCount(topology) },
      figures: topology.layers.flatMap((layer, index) => layerFigures(layer, index, topology.layers.length)),
    }
  },
}

function layerFigures(layer: Layer, index: number, layers: number): Figure[] {
  const { recurrent } = layer
  if (recurrent.kind !== 'motif') return []
  const name = layers === 1 ? '' : ` of layer ${index}`
  return [
    graphFigure(recurrent.motif, index, name),
    matrixFigure(recurrent.motif, index, name),
    layerFigure(layer, index, name),
  ]
}

function typesText(types: readonly SynapseType[]): string {
  const { excitatory, inhibitory, absent } = countTypes(types)
  return `${excitatory} excitatory, ${inhibitory} inhibitory, ${absent} absent`
}

function synapseNumbers(motif: Motif) {
  return motif.synapses.flatMap((row, to) => row.map((type, from) => ({ from, to, type })))
}

function graphFigure(motif: Motif, index: number, name: string): Figure {
  return {
    id: `graph-${index}`,
    title: `The motif${name} as a graph`,
    caption: 'Neurons on a circle, each with its index in the motif; the two synapses of a pair run side by side.',
    alt: `A motif of ${motif.size} neurons with ${typesText(motif.synapses.flat())} of ${motif.size ** 2} possible synapses. Rows onto each neuron: ${motifRows(motif).synapses.join(', ')}.`,
    key: KEY,
    spec: {
      width: 460,
      height: 460,
      margin: 2,
      x: { domain: [-REACH, REACH], axis: null },
      y: { domain: [-REACH, REACH], axis: null },
      marks: motifGraph(motif),
    },
    numbers: synapseNumbers(motif),
  }
}

/** Of the graph, loops included. */
const REACH = 1.32

const SYMBOL: Readonly<Record<SynapseType, string>> = { excitatory: '+', inhibitory: '−', absent: '' }
const FILL: Readonly<Record<SynapseType, string>> = { excitatory: EXCITATORY, inhibitory: INHIBITORY, absent: 'white' }

function matrixFigure(motif: Motif, index: number, name: string): Figure {
  const { size } = motif
  const lateral = motif.lateral.some((type) => type !== 'absent')
  const rows = [...Array.from({ length: size }, (_, i) => String(i)), ...(lateral ? ['lateral'] : [])]
  const cells = [
    ...motif.synapses.flatMap((row, to) => row.map((type, from) => ({ from, to: String(to), type }))),
    ...(lateral ? motif.lateral.map((type, from) => ({ from, to: 'lateral', type })) : []),
  ]
  const side = size > 16 ? 18 : 30
  return {
    id: `matrix-${index}`,
    title: `The motif${name} as a matrix`,
    caption: `From the neuron of a column to that of a row${lateral ? '; below, the links to the same neuron of the motifs beside it' : ''}.`,
    alt: `${typesText(motif.synapses.flat())}${lateral ? `; lateral links: ${typesText(motif.lateral)}` : ''}.`,
    key: [
      { name: '+ excitatory', color: EXCITATORY, mark: 'square' },
      { name: '− inhibitory', color: INHIBITORY, mark: 'square' },
      { name: 'empty: absent', color: FAINT, mark: 'square' },
    ],
    spec: {
      width: 70 + side * size,
      height: 60 + side * rows.length,
      marginLeft: 56,
      marginTop: 44,
      marginBottom: 10,
      marginRight: 10,
      x: { axis: 'top', label: 'from', domain: Array.from({ length: size }, (_, i) => i), padding: 0.04, tickSize: 0 },
      y: { label: 'to', domain: rows, padding: 0.04, tickSize: 0 },
      marks: [
        cell(cells, { x: 'from', y: 'to', fill: (d: (typeof cells)[number]) => FILL[d.type], stroke: FAINT }),
        text(cells, {
          x: 'from',
          y: 'to',
          text: (d: (typeof cells)[number]) => SYMBOL[d.type],
          fill: 'white',
          fontWeight: 'bold',
          fontSize: side / 2,
        }),
      ],
    },
    numbers: cells,
  }
}

/** Motifs that are drawn of a layer. */
const DRAWN = 8

function layerFigure(layer: Layer, index: number, name: string): Figure {
  const { recurrent, neurons } = layer
  if (recurrent.kind !== 'motif') throw new Error('a layer without a motif has no motifs to draw')
  const { motif, ring } = recurrent
  const motifs = neurons / motif.size
  const drawn = Math.min(motifs, DRAWN)
  const boxes = Array.from({ length: drawn }, (_, m) => ({ motif: m }))
  const dots = boxes.flatMap(({ motif: m }) => motif.lateral.map((type, i) => ({ motif: m, i, type })))
  const linked = motif.lateral.flatMap((type, i) => (type === 'absent' ? [] : [{ type, i }]))
  const links = linked.flatMap(({ type, i }) =>
    Array.from({ length: drawn - 1 }, (_, m) => ({ type, i, from: m + 0.32, to: m + 0.68 })),
  )
  const closed = closesRing(ring, motifs)
  const rest = motifs > drawn ? `; ${motifs - drawn} more are not drawn` : ''
  const laterals =
    linked.length === 0
      ? 'Dots are neurons by their index. No lateral links: motifs do not meet within the layer'
      : `Dots are neurons by their index. Lateral links join neurons of the same index in neighbouring motifs, both ways`
  const of = (type: SynapseType) => links.filter((own) => own.type === type)
  return {
    id: `layer-${index}`,
    title: `The layer${name}: ${motifs} such motifs in a ${closed ? 'ring' : 'line'}`,
    caption: `${laterals}${rest}.${closed ? ' The last motif is linked with the first.' : ''}`,
    alt: `${motifs} motifs of ${motif.size} neurons, ${layerSynapseCount(layer)} recurrent synapses; lateral links: ${typesText(motif.lateral)}.`,
    ...(linked.length > 0 && {
      key: [
        { name: 'excitatory', color: EXCITATORY },
        { name: 'inhibitory', color: INHIBITORY, dash: '4 2.5' },
      ],
    }),
    spec: {
      height: 56 + Math.max(120, 15 * motif.size),
      marginTop: 26,
      marginBottom: 12,
      marginLeft: 50,
      marginRight: 30,
      x: { domain: [-0.45, drawn - 0.55 + (motifs > drawn ? 0.4 : 0)], axis: null },
      y: {
        domain: [motif.size - 0.3, -0.7],
        label: null,
        ticks: Math.min(8, motif.size),
        tickFormat: 'd',
        tickSize: 0,
      },
      marks: [
        rect(boxes, {
          x1: (b: { motif: number }) => b.motif - 0.3,
          x2: (b: { motif: number }) => b.motif + 0.3,
          y1: -0.6,
          y2: motif.size - 0.4,
          fill: '#f3f3f0',
          stroke: QUIET,
          rx: 6,
        }),
        link(of('excitatory'), { x1: 'from', x2: 'to', y1: 'i', y2: 'i', stroke: EXCITATORY, strokeWidth: 2 }),
        link(of('inhibitory'), {
          x1: 'from',
          x2: 'to',
          y1: 'i',
          y2: 'i',
          stroke: INHIBITORY,
          strokeWidth: 2,
          strokeDasharray: '4 2.5',
        }),
        text(dots, { x: 'motif', y: 'i', text: () => '●', fill: INK, fontSize: 8 }),
        text(boxes, {
          x: 'motif',
          frameAnchor: 'top',
          dy: -14,
          text: (b: { motif: number }) => `motif ${b.motif}`,
          fill: INK,
        }),
        ...(motifs > drawn
          ? [text([{ x: drawn - 0.35 }], { x: 'x', frameAnchor: 'middle', text: () => '…', fontSize: 22, fill: INK })]
          : []),
      ],
    },
    numbers: motif.lateral.map((type, i) => ({ index: i, lateral: type })),
  }
}
