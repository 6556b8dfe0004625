import { topologyHash } from '../topology/canonical-form.js'
import { TOPOLOGY_MEASURES } from '../topology/measures.js'
import { SIGN } from '../topology/motif.js'
import type { Topology } from '../topology/topology.js'
import {
  type LayerDiff,
  type MotifDiff,
  type Pair,
  type PlaceChange,
  type PlaceChanges,
  topologyDiff,
} from '../topology/topology-diff.js'
import type { Result } from './result.js'
import { type Cell, textTable } from './text-table.js'
import { wrapped } from './wrapped.js'

export interface NamedTopology {
  readonly name: string
  readonly topology: Topology
}

export function diffResult(first: NamedTopology, second: NamedTopology): Result {
  const diff = topologyDiff(first.topology, second.topology)
  const hashes = [first, second].map(({ topology }) => topologyHash(topology))
  const same = hashes[0] === hashes[1]
  const rows = differences(diff)
  return {
    json: () => ({
      schema: 'motif-search/topology-diff/1',
      topologies: [first, second].map(({ name }, i) => ({ name, candidate: hashes[i] })),
      same,
      ...diff,
    }),
    csv: () => ({ titles: ['what', 'first', 'second'], rows }),
    table: () => {
      const measures = TOPOLOGY_MEASURES.map((name): Cell[] => [name, ...diff.measures[name].map(shortNumber)])
      const titles = ['', ...[first, second].map(({ name }) => shortName(name))]
      const heads = titles.map((title, i) => ({ title, align: i === 0 ? 'left' : 'right' }) as const)
      const lines = [
        textTable(heads, [['candidate', ...hashes.map((hash) => hash.slice(0, 12))], ...measures]),
        '',
        same ? 'one topology: they differ at most in the numbering of neurons' : '',
        ...rows.map(([what, a, b]) => `${what}: ${a} -> ${b}`),
        ...diff.layers.flatMap(({ motif }, l) => (motif ? motifLines(motif, l) : [])),
      ]
      return lines.filter((line, i) => line !== '' || i === 1).join('\n')
    },
  }
}

const shortName = (name: string): string => (name.length <= 24 ? name : `...${name.slice(-21)}`)
const shortNumber = (value: number): number => Number(value.toPrecision(6))

/** What differs besides synapses and links, one row each. */
function differences(diff: ReturnType<typeof topologyDiff>): Cell[][] {
  const { inputs, readout, tauMem, tauSyn, resistance, layers } = diff
  const constants = [row('tauMem', tauMem), row('tauSyn', tauSyn), row('resistance', resistance)]
  const rows = [row('inputs', inputs), row('readout', readout), ...constants]
  layers.forEach((layer, l) => {
    rows.push(...layerRows(layer, `layer ${l}`))
  })
  return rows.flat()
}

function layerRows({ neurons, kind, input, synapseCount, motif }: LayerDiff, where: string): Cell[][][] {
  const whole = [
    row(`${where}, neurons`, neurons),
    row(`${where}, recurrence`, kind),
    row(`${where}, input`, input),
    row(`${where}, recurrent synapses`, synapseCount),
  ]
  if (!motif) return whole
  const { size, ring, signs } = motif
  return [...whole, row(`${where}, motif size`, size), row(`${where}, ring`, ring), row(`${where}, signs`, signs)]
}

function row(what: string, [a, b]: Pair<number | string | boolean | null>): Cell[][] {
  return a === b ? [] : [[what, String(a ?? 'none'), String(b ?? 'none')]]
}

const HOW: Readonly<Record<MotifDiff['relabelling'], string>> = {
  exact: 'numbered as in the first; no numbering of the second differs in fewer places',
  heuristic:
    'numbered as in the first; a heuristic (pairwise exchanges), so another numbering may differ in fewer places',
  none: 'as numbered, since a mask tells the neurons apart',
}

function motifLines({ relabelling, synapses, links }: MotifDiff, layer: number): string[] {
  const total = synapses.places.length + links.places.length
  if (total === 0) return [`layer ${layer}: no synapse or link differs`]
  return [
    ...wrapped(`layer ${layer}, per motif (${HOW[relabelling]}):`, ''),
    ...changeLines('synapses', synapses),
    ...changeLines('lateral links', links),
  ]
}

function changeLines(what: string, { added, removed, flipped, places }: PlaceChanges): string[] {
  if (places.length === 0) return []
  const counts = [
    `added ${added.excitatory} +, ${added.inhibitory} -`,
    `removed ${removed.excitatory} +, ${removed.inhibitory} -`,
    `flipped ${flipped.excitatory} to +, ${flipped.inhibitory} to -`,
  ]
  const shown = places.slice(0, PLACES_SHOWN).map(placeText)
  const more = places.length - shown.length
  const list = [...shown, ...(more > 0 ? [`and ${more} more (--format json has all)`] : [])].join(', ')
  return [`  ${what}: ${counts.join('; ')}`, ...wrapped(list, '    ').map((line) => line.replaceAll(NO_BREAK, ' '))]
}

const PLACES_SHOWN = 32
const NO_BREAK = '\u00a0'

/** `3<-5 . to +`, which no line breaks. */
function placeText({ post, pre, from, to }: PlaceChange): string {
  return [`${post}${pre === undefined ? '' : `<-${pre}`}`, symbol(from), 'to', symbol(to)].join(NO_BREAK)
}

const symbol = (type: PlaceChange['from']): string => (SIGN[type] === 0 ? '.' : SIGN[type] > 0 ? '+' : '-')
