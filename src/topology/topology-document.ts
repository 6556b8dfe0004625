import { deepFreeze } from './deep-freeze.js'
import {
  field,
  item,
  type Place,
  readBoolean,
  readIndex,
  readIndices,
  readList,
  readNumber,
  readOneOf,
  readPositiveInteger,
  readRecord,
  refuse,
  rootOf,
} from './document-reader.js'
import { motifRows, readMotif, SYMBOL, typeOfSymbol } from './motif-document.js'
import type {
  InputProjection,
  Layer,
  NeuronModel,
  Readout,
  Recurrent,
  Signs,
  SparseSynapse,
  Topology,
} from './topology.js'

export const TOPOLOGY_SCHEMA = 'motif-search/topology/1'

/** Below it no weight within its bounds makes a neuron spike. */
export const LEAST_RESISTANCE = 0.01

export function readNeuronModel(at: Place, value: unknown): NeuronModel {
  const neuron = readRecord(at, value, ['model', 'tauMem', 'tauSyn', 'resistance'])
  return {
    model: readOneOf(field(at, 'model'), neuron.model, ['lif'], 'lif'),
    tauMem: readNumber(field(at, 'tauMem'), neuron.tauMem, 1),
    tauSyn: readNumber(field(at, 'tauSyn'), neuron.tauSyn, 1),
    ...(neuron.resistance !== undefined && {
      resistance: readNumber(field(at, 'resistance'), neuron.resistance, LEAST_RESISTANCE),
    }),
  }
}

export function readReadout(at: Place, value: unknown): Readout {
  const readout = readRecord(at, value, ['kind', 'classes'])
  const kind = readOneOf(field(at, 'kind'), readout.kind, ['count', 'spiking'], 'count')
  const classes = readPositiveInteger(field(at, 'classes'), readout.classes)
  // One output is no choice between classes, but may have a spike train to learn.
  const least = kind === 'spiking' ? 1 : 2
  return classes >= least ? { kind, classes } : refuse(field(at, 'classes'), `must be at least ${least}`, classes)
}

export const readSigns = (at: Place, value: unknown): Signs => readOneOf(at, value, ['typed', 'free'], 'typed')

/** `sources`: one list per neuron of this layer, of indices below `width`, the inputs or the neurons of the layer below. */
function readInput(at: Place, value: unknown, neurons: number, width: number): InputProjection {
  if (value === undefined) return { kind: 'full' }
  const input = readRecord(at, value, ['kind', 'sources'])
  const kind = readOneOf(field(at, 'kind'), input.kind, ['full', 'mask'])
  const place = field(at, 'sources')
  if (kind === 'full') {
    return input.sources === undefined ? { kind } : refuse(place, 'must be left out where kind is full', input.sources)
  }
  const rule = `must have one list of indices per neuron (${neurons})`
  const lists = readList(place, input.sources, rule)
  if (lists.length !== neurons) refuse(place, rule, lists.length)
  return { kind, sources: lists.map((list, i) => readIndices(item(place, i), list, width)) }
}

function readSparseSynapse(at: Place, value: unknown, neurons: number): SparseSynapse {
  const rule = 'must be [from, to, "+" or "-"]'
  const parts = readList(at, value, rule)
  const type = typeof parts[2] === 'string' ? typeOfSymbol(parts[2]) : undefined
  if (parts.length !== 3 || type === undefined || type === 'absent') return refuse(at, rule, value)
  return { from: readIndex(item(at, 0), parts[0], neurons), to: readIndex(item(at, 1), parts[1], neurons), type }
}

function readSparseSynapses(at: Place, value: unknown, neurons: number): SparseSynapse[] {
  const list = readList(at, value, 'must be a list of [from, to, "+" or "-"]')
  const seen = new Set<number>()
  return list.map((entry, i) => {
    const synapse = readSparseSynapse(item(at, i), entry, neurons)
    const pair = synapse.to * neurons + synapse.from
    if (seen.has(pair)) refuse(item(at, i), 'must join a pair that no synapse before it joins', entry)
    seen.add(pair)
    return synapse
  })
}

/** Keys of each kind of recurrent part, besides `kind`: the compiler sees that none is missing. */
const RECURRENT_KEYS: Record<Recurrent['kind'], readonly string[]> = {
  none: ['inhibitory'],
  motif: ['motif', 'ring', 'signs'],
  sparse: ['synapses', 'signs'],
  dense: ['inhibitoryNeurons', 'selfConnections', 'signs'],
}

function readRecurrent(at: Place, value: unknown, neurons: number): Recurrent {
  const anyKind = readRecord(at, value, ['kind', ...new Set(Object.values(RECURRENT_KEYS).flat())])
  const kind = readOneOf(field(at, 'kind'), anyKind.kind, ['none', 'motif', 'sparse', 'dense'])
  const r = readRecord({ ...at, path: `${at.path} (${kind})` }, value, ['kind', ...RECURRENT_KEYS[kind]])
  if (kind === 'none') {
    if (r.inhibitory === undefined) return { kind }
    const inhibitory = readIndex(field(at, 'inhibitory'), r.inhibitory, neurons + 1)
    return { kind, inhibitory }
  }
  const signs = readSigns(field(at, 'signs'), r.signs)
  if (kind === 'motif') {
    const motif = readMotif(field(at, 'motif'), r.motif)
    return { kind, motif, ring: readBoolean(field(at, 'ring'), r.ring, false), signs }
  }
  if (kind === 'sparse') {
    return { kind, synapses: readSparseSynapses(field(at, 'synapses'), r.synapses, neurons), signs }
  }
  return {
    kind,
    inhibitoryNeurons: readIndices(field(at, 'inhibitoryNeurons'), r.inhibitoryNeurons ?? [], neurons),
    selfConnections: readBoolean(field(at, 'selfConnections'), r.selfConnections, true),
    signs,
  }
}

function readLayer(at: Place, value: unknown, width: number): Layer {
  const layer = readRecord(at, value, ['neurons', 'input', 'recurrent'])
  const neurons = readPositiveInteger(field(at, 'neurons'), layer.neurons)
  const input = readInput(field(at, 'input'), layer.input, neurons, width)
  const recurrent = readRecurrent(field(at, 'recurrent'), layer.recurrent, neurons)
  if (recurrent.kind === 'motif' && neurons % recurrent.motif.size !== 0) {
    refuse(field(at, 'neurons'), `must be a multiple of the motif size (${recurrent.motif.size})`, neurons)
  }
  return { neurons, input, recurrent }
}

function readLayers(at: Place, value: unknown, inputs: number): Layer[] {
  const rule = 'must be a list of at least one layer'
  const list = readList(at, value, rule)
  if (list.length === 0) refuse(at, rule, value)
  const layers: Layer[] = []
  for (const [i, entry] of list.entries()) layers.push(readLayer(item(at, i), entry, layers.at(-1)?.neurons ?? inputs))
  return layers
}

/**
 * A deep-frozen topology from its JSON document. `where` names the document in messages. Left out, `model` is lif,
 * `input` full, `lateral` absent, `ring` false, `signs` typed, `inhibitoryNeurons` empty, `selfConnections` true and
 * the readout's `kind` count. Throws a UsageError of one line.
 */
export function parseTopology(document: unknown, where: string): Topology {
  const at = rootOf(where)
  const t = readRecord(at, document, ['schema', 'neuron', 'inputs', 'layers', 'readout'])
  readOneOf(field(at, 'schema'), t.schema, [TOPOLOGY_SCHEMA], TOPOLOGY_SCHEMA)
  const neuron = readNeuronModel(field(at, 'neuron'), t.neuron)
  const inputs = readPositiveInteger(field(at, 'inputs'), t.inputs)
  const layers = readLayers(field(at, 'layers'), t.layers, inputs)
  return deepFreeze({ neuron, inputs, layers, readout: readReadout(field(at, 'readout'), t.readout) })
}

function inputDocument(input: InputProjection): object {
  return input.kind === 'full' ? { kind: 'full' } : { kind: 'mask', sources: input.sources.map((list) => [...list]) }
}

function recurrentDocument(r: Recurrent): object {
  switch (r.kind) {
    case 'none':
      return { kind: r.kind, ...(r.inhibitory !== undefined && { inhibitory: r.inhibitory }) }
    case 'motif':
      return { kind: r.kind, motif: motifRows(r.motif), ring: r.ring, signs: r.signs }
    case 'sparse':
      return { kind: r.kind, synapses: r.synapses.map((s) => [s.from, s.to, SYMBOL[s.type]]), signs: r.signs }
    case 'dense': {
      const inhibitoryNeurons = [...r.inhibitoryNeurons]
      return { kind: r.kind, inhibitoryNeurons, selfConnections: r.selfConnections, signs: r.signs }
    }
  }
}

const neuronDocument = ({ model, tauMem, tauSyn, resistance }: NeuronModel): object => ({
  ...{ model, tauMem, tauSyn },
  ...(resistance !== undefined && { resistance }),
})

/** Inverse of `parseTopology`: plain data in a fixed order of keys, nothing left to a default. */
export function topologyDocument(t: Topology): object {
  return {
    schema: TOPOLOGY_SCHEMA,
    neuron: neuronDocument(t.neuron),
    inputs: t.inputs,
    layers: t.layers.map((layer) => ({
      neurons: layer.neurons,
      input: inputDocument(layer.input),
      recurrent: recurrentDocument(layer.recurrent),
    })),
    readout: { kind: t.readout.kind, classes: t.readout.classes },
  }
}
