import { recurrentSummary } from './draw.js'
import type { Motif, SynapseType } from './motif.js'
import type { Layer, Topology } from './topology.js'

type Present = Exclude<SynapseType, 'absent'>

/** Inhibition ends in a bar, as in circuit drawings. */
const ARROW: Record<Present, { readonly color: string; readonly head: string }> = {
  excitatory: { color: 'forestgreen', head: 'normal' },
  inhibitory: { color: 'firebrick', head: 'tee' },
}

const neuron = (layer: number, index: number): string => `l${layer}n${index}`

function motifEdges(motif: Motif, layer: number): string[] {
  const lines: string[] = []
  for (const [post, row] of motif.synapses.entries()) {
    for (const [pre, type] of row.entries()) {
      if (type === 'absent') continue
      const { color, head } = ARROW[type]
      lines.push(`${neuron(layer, pre)} -> ${neuron(layer, post)} [color=${color}, arrowhead=${head}]`)
    }
  }
  return lines
}

/** Lateral links run both ways, to the same index of the motifs beside this one, which are drawn as one box. */
function lateralEdges(motif: Motif, layer: number): string[] {
  const lines: string[] = []
  for (const [index, type] of motif.lateral.entries()) {
    if (type === 'absent') continue
    const { color, head } = ARROW[type]
    const style = `dir=both, style=dashed, color=${color}, arrowhead=${head}, arrowtail=${head}`
    lines.push(`${neuron(layer, index)} -> l${layer}beside [${style}]`)
  }
  return lines.length === 0 ? [] : [`l${layer}beside [shape=box, style=dashed, label="neighbouring motifs"]`, ...lines]
}

function motifCluster(motif: Motif, layer: number, label: string): string[] {
  const nodes = motif.synapses.map((_, i) => `  ${neuron(layer, i)} [shape=circle, label="${i}"]`)
  const inside = [...nodes, ...motifEdges(motif, layer).map((line) => `  ${line}`)]
  return [`subgraph cluster_${layer} {`, `  label="${label}"`, ...inside, '}', ...lateralEdges(motif, layer)]
}

function layerLines(layer: Layer, index: number): string[] {
  const label = `layer ${index}: ${layer.neurons} neurons, ${recurrentSummary(layer)}`
  const { recurrent } = layer
  return recurrent.kind === 'motif'
    ? motifCluster(recurrent.motif, index, label)
    : [`l${index} [shape=box, label="${label}"]`]
}

/** What an arrow between layers is tied to; one that meets a cluster is cut at its border. */
function anchor(
  layer: Layer,
  index: number,
  side: 'lhead' | 'ltail',
): { readonly node: string; readonly cut: string[] } {
  if (layer.recurrent.kind !== 'motif') return { node: `l${index}`, cut: [] }
  return { node: neuron(index, 0), cut: [`${side}=cluster_${index}`] }
}

function forwardEdges(t: Topology): string[] {
  const lines: string[] = []
  let from: { readonly node: string; readonly cut: string[] } = { node: 'inputs', cut: [] }
  for (const [index, layer] of t.layers.entries()) {
    const to = anchor(layer, index, 'lhead')
    lines.push(`${from.node} -> ${to.node} [${[...from.cut, ...to.cut, `label="${layer.input.kind}"`].join(', ')}]`)
    from = anchor(layer, index, 'ltail')
  }
  return [...lines, `${from.node} -> readout [${[...from.cut, 'label="full"'].join(', ')}]`]
}

/** Graphviz DOT: inputs, layers and readout, with one motif of each SC-ML layer as a graph of its neurons. */
export function topologyDot(t: Topology): string {
  const body = [
    'compound=true',
    'rankdir=LR',
    `inputs [shape=box, label="${t.inputs} inputs"]`,
    ...t.layers.flatMap(layerLines),
    `readout [shape=box, label="${t.readout.kind} readout, ${t.readout.classes} classes"]`,
    ...forwardEdges(t),
  ]
  return `digraph topology {\n${body.map((line) => `  ${line}`).join('\n')}\n}\n`
}
