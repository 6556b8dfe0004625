import { deepFreeze } from './deep-freeze.js'
import {
  field,
  item,
  type Place,
  readBoolean,
  readList,
  readNumber,
  readOneOf,
  readPositiveInteger,
  readRecord,
  refuse,
  rootOf,
} from './document-reader.js'
import type { SynapseType } from './motif.js'
import { readSynapseRows, writeSynapseRows } from './motif-document.js'
import type { NeuronChoices, SearchSpace, SpaceLayer, TypeProbabilities } from './search-space.js'
import { LEAST_RESISTANCE, readNeuronModel, readReadout, readSigns } from './topology-document.js'

type FixedRows = SynapseType[][]

function readSynapses(at: Place, value: unknown): 'search' | FixedRows {
  if (value === undefined || typeof value === 'string') return readOneOf<'search'>(at, value, ['search'], 'search')
  return readSynapseRows(field(at, 'fixed'), readRecord(at, value, ['fixed']).fixed)
}

/** Candidate sizes; those of a fixed matrix may be left out, as it has one. */
function readMotifSizes(at: Place, value: unknown, neurons: number, fixed: FixedRows | undefined): number[] {
  const rule = 'must be a list of at least one motif size'
  const list = readList(at, value ?? (fixed && [fixed.length]), rule)
  if (list.length === 0) refuse(at, rule, value)
  const sizes = list.map((size, i) => readPositiveInteger(item(at, i), size))
  for (const [i, size] of sizes.entries()) {
    if (neurons % size !== 0) refuse(item(at, i), `must divide the neurons of the layer (${neurons})`, size)
    if (sizes.indexOf(size) !== i) refuse(item(at, i), 'must be a size that was not given before', size)
  }
  if (fixed !== undefined && (sizes.length > 1 || sizes[0] !== fixed.length)) {
    refuse(at, `must be [${fixed.length}], the size of the fixed matrix`, value)
  }
  return sizes
}

function readProbabilities(at: Place, value: unknown): TypeProbabilities {
  const p = readRecord(at, value, ['excitatory', 'inhibitory', 'absent'])
  const share = (name: keyof TypeProbabilities): number => readNumber(field(at, name), p[name], 0)
  const read = { excitatory: share('excitatory'), inhibitory: share('inhibitory'), absent: share('absent') }
  const sum = read.excitatory + read.inhibitory + read.absent
  return Math.abs(sum - 1) < 1e-9 ? read : refuse(at, `must sum to 1 (they sum to ${sum})`, value)
}

function readRing(at: Place, value: unknown): boolean | 'search' {
  if (value === undefined || typeof value === 'boolean' || value === 'search') return value ?? false
  return refuse(at, 'must be true, false or search', value)
}

const LAYER_KEYS = [
  'neurons',
  'motifSizes',
  'synapses',
  'lateral',
  'selfConnections',
  'ring',
  'signs',
  'optional',
  'probabilities',
] as const satisfies readonly (keyof SpaceLayer)[]

function readSpaceLayer(at: Place, value: unknown): SpaceLayer {
  const layer = readRecord(at, value, LAYER_KEYS)
  const neurons = readPositiveInteger(field(at, 'neurons'), layer.neurons)
  const synapses = readSynapses(field(at, 'synapses'), layer.synapses)
  const fixed = synapses === 'search' ? undefined : synapses
  const selfConnections = readBoolean(field(at, 'selfConnections'), layer.selfConnections, true)
  if (!selfConnections && fixed?.some((row, i) => row[i] !== 'absent')) {
    refuse(
      field(at, 'synapses.fixed'),
      'must have "." on the diagonal, as selfConnections is false',
      writeSynapseRows(fixed),
    )
  }
  return {
    neurons,
    motifSizes: readMotifSizes(field(at, 'motifSizes'), layer.motifSizes, neurons, fixed),
    synapses: fixed === undefined ? 'search' : { fixed },
    lateral: readOneOf(field(at, 'lateral'), layer.lateral, ['search', 'none'], 'search'),
    selfConnections,
    ring: readRing(field(at, 'ring'), layer.ring),
    signs: readSigns(field(at, 'signs'), layer.signs),
    ...(readBoolean(field(at, 'optional'), layer.optional, false) && { optional: true }),
    ...(layer.probabilities !== undefined && {
      probabilities: readProbabilities(field(at, 'probabilities'), layer.probabilities),
    }),
  }
}

/**
 * A deep-frozen search space from its document. Left out, `synapses` and `lateral` are searched, `selfConnections` is
 * true, `ring` false, `signs` typed, and the types are equally likely. A fixed matrix is written as the rows of a motif:
 * `synapses: { fixed: ['+-', '.+'] }`. Throws a UsageError of one line.
 */
export function parseSearchSpace(document: unknown, where: string): SearchSpace {
  const at = rootOf(where)
  const space = readRecord(at, document, ['neuron', 'inputs', 'layers', 'feedForward', 'readout'])
  if (space.feedForward !== undefined) return readFeedForwardSpace(at, space)
  const rule = 'must be a list of at least one layer'
  const layers = readList(field(at, 'layers'), space.layers, rule)
  if (layers.length === 0) refuse(field(at, 'layers'), rule, layers)
  const read = layers.map((layer, i) => readSpaceLayer(item(field(at, 'layers'), i), layer))
  checkOptional(field(at, 'layers'), read)
  return deepFreeze({
    ...readNeurons(field(at, 'neuron'), space.neuron),
    inputs: readPositiveInteger(field(at, 'inputs'), space.inputs),
    readout: readReadout(field(at, 'readout'), space.readout),
    layers: read,
  })
}

function readFeedForwardSpace(at: Place, space: Readonly<Record<string, unknown>>): SearchSpace {
  if (space.layers !== undefined)
    refuse(field(at, 'layers'), 'must be left out where there is feedForward', space.layers)
  const place = field(at, 'feedForward')
  const given = readRecord(place, space.feedForward, ['depth', 'neurons', 'inhibitoryShare'])
  const list = <T>(name: 'depth' | 'neurons' | 'inhibitoryShare', read: (at: Place, value: unknown) => T): T[] => {
    const rule = 'must be a list of at least one choice'
    const values = readList(
      field(place, name),
      given[name] ?? (name === 'inhibitoryShare' ? ['free'] : undefined),
      rule,
    )
    if (values.length === 0) refuse(field(place, name), rule, values)
    return values.map((value, i) => {
      if (values.indexOf(value) !== i)
        refuse(item(field(place, name), i), 'must be a value that was not given before', value)
      return read(item(field(place, name), i), value)
    })
  }
  const readShare = (where: Place, value: unknown): number | 'free' => {
    if (value === 'free' || (typeof value === 'number' && value >= 0 && value < 1)) return value
    return refuse(where, 'must be free, or a share from 0 to below 1', value)
  }
  return deepFreeze({
    ...readNeurons(field(at, 'neuron'), space.neuron),
    inputs: readPositiveInteger(field(at, 'inputs'), space.inputs),
    readout: readReadout(field(at, 'readout'), space.readout),
    layers: [],
    feedForward: {
      depth: list('depth', readPositiveInteger),
      neurons: list('neurons', readPositiveInteger),
      inhibitoryShare: list('inhibitoryShare', readShare),
    },
  })
}

/** A candidate is cut off at the top, so what may be missing must be at the top. */
function checkOptional(at: Place, layers: readonly SpaceLayer[]): void {
  for (const [i, layer] of layers.entries()) {
    const above = layers.at(i + 1)
    if (layer.optional && above && !above.optional) {
      refuse(field(item(at, i + 1), 'optional'), 'must be true, as the layer below it is optional', false)
    }
  }
  if (layers[0].optional) refuse(field(item(at, 0), 'optional'), 'must be false for the first layer', true)
}

/** Constants of neurons, each a number or a list to choose from. */
function readNeurons(at: Place, value: unknown): Pick<SearchSpace, 'neuron' | 'neuronChoices'> {
  const given = readRecord(at, value, ['model', 'tauMem', 'tauSyn', 'resistance'])
  const { resistance: r } = given
  const alone = { ...given, tauMem: first(given.tauMem), tauSyn: first(given.tauSyn) }
  const neuron = readNeuronModel(at, r === undefined ? alone : { ...alone, resistance: first(r) })
  const choices = (name: 'tauMem' | 'tauSyn' | 'resistance', only: number, least: number): readonly number[] => {
    const list = given[name]
    if (!Array.isArray(list)) return [only]
    return list.map((value, i) => {
      if (list.indexOf(value) !== i)
        refuse(item(field(at, name), i), 'must be a value that was not given before', value)
      return readNumber(item(field(at, name), i), value, least)
    })
  }
  const neuronChoices: NeuronChoices = {
    tauMem: choices('tauMem', neuron.tauMem, 1),
    tauSyn: choices('tauSyn', neuron.tauSyn, 1),
    ...(neuron.resistance !== undefined && { resistance: choices('resistance', neuron.resistance, LEAST_RESISTANCE) }),
  }
  const searched = [neuronChoices.tauMem, neuronChoices.tauSyn, neuronChoices.resistance ?? []].some(
    (list) => list.length > 1,
  )
  return searched ? { neuron, neuronChoices } : { neuron }
}

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value)

/** Inverse of `parseSearchSpace`, in a fixed order of keys. */
export function searchSpaceDocument({
  neuron,
  neuronChoices,
  inputs,
  layers,
  feedForward,
  readout,
}: SearchSpace): object {
  const layerDocument = (layer: SpaceLayer): object => ({
    neurons: layer.neurons,
    motifSizes: [...layer.motifSizes],
    synapses: layer.synapses === 'search' ? 'search' : { fixed: writeSynapseRows(layer.synapses.fixed) },
    lateral: layer.lateral,
    selfConnections: layer.selfConnections,
    ring: layer.ring,
    signs: layer.signs,
    ...(layer.optional && { optional: true }),
    ...(layer.probabilities && { probabilities: { ...layer.probabilities } }),
  })
  const what = feedForward
    ? {
        feedForward: {
          depth: [...feedForward.depth],
          neurons: [...feedForward.neurons],
          inhibitoryShare: [...feedForward.inhibitoryShare],
        },
      }
    : { layers: layers.map(layerDocument) }
  return { neuron: { ...neuron, ...neuronChoices }, inputs, ...what, readout: { ...readout } }
}
