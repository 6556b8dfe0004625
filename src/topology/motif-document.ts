import { field, item, type Place, readList, readRecord, refuse, rootOf } from './document-reader.js'
import { createMotif, type Motif, type SynapseType } from './motif.js'

/** The written form: one string per postsynaptic neuron, one character per presynaptic neuron. */
export interface MotifDocument {
  readonly synapses: readonly string[]
  readonly lateral: string
}

export const SYMBOL: Record<SynapseType, string> = { excitatory: '+', inhibitory: '-', absent: '.' }

export function typeOfSymbol(symbol: string): SynapseType | undefined {
  if (symbol === '+') return 'excitatory'
  if (symbol === '-') return 'inhibitory'
  return symbol === '.' ? 'absent' : undefined
}

function readTypes(at: Place, value: unknown, size: number): SynapseType[] {
  const rule = `must be ${size} characters, each "+", "-" or "."`
  if (typeof value !== 'string') return refuse(at, rule, value)
  const types = [...value].map((symbol) => typeOfSymbol(symbol) ?? refuse(at, rule, value))
  return types.length === size ? types : refuse(at, rule, value)
}

/** Square matrix of types, [postsynaptic][presynaptic], from rows such as `+-.`. */
export function readSynapseRows(at: Place, value: unknown): SynapseType[][] {
  const rows = readList(at, value, 'must be a list of rows such as "+-."')
  if (rows.length === 0) refuse(at, 'must have at least one row', value)
  return rows.map((row, i) => readTypes(item(at, i), row, rows.length))
}

/** Reads `{ "synapses": ["+-", ".+"], "lateral": "+." }`; without `lateral` neighbouring motifs are not linked. */
export function readMotif(at: Place, value: unknown): Motif {
  const { synapses, lateral } = readRecord(at, value, ['synapses', 'lateral'])
  const rows = readSynapseRows(field(at, 'synapses'), synapses)
  const links = lateral === undefined ? undefined : readTypes(field(at, 'lateral'), lateral, rows.length)
  return createMotif(
    rows.length,
    (post, pre) => rows[post][pre],
    (i) => links?.[i] ?? 'absent',
  )
}

/**
 * A frozen motif from its rows (row = postsynaptic, column = presynaptic, `+` excitatory, `-` inhibitory, `.` absent).
 * Throws a UsageError that names the row.
 *
 *     motifFromRows(['+-.', '.+-', '...'], '+..')
 */
export function motifFromRows(rows: readonly string[], lateral?: string): Motif {
  return readMotif(rootOf('motif'), { synapses: rows, lateral })
}

const written = (types: readonly SynapseType[]): string => types.map((type) => SYMBOL[type]).join('')

/** The rows of a matrix of types: inverse of `readSynapseRows`. */
export const writeSynapseRows = (synapses: Motif['synapses']): string[] => synapses.map(written)

/** Inverse of `motifFromRows`. */
export function motifRows(motif: Motif): MotifDocument {
  return { synapses: writeSynapseRows(motif.synapses), lateral: written(motif.lateral) }
}
