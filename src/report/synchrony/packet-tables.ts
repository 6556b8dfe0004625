import type { PacketMeans } from '../../analysis/spread-profile.js'
import type { NetworkSynchrony } from '../../analysis/synchrony.js'
import type { Column, Table } from '../section.js'
import { cellOf, digits } from './table-cells.js'

type PacketColumn = readonly [title: string, decimals: number, value: (packet: PacketMeans) => number]

const PACKET: readonly PacketColumn[] = [
  ['spikes', 1, ({ count }) => count],
  ['median', 3, ({ median }) => median],
  ['IQR', 3, ({ iqr }) => iqr],
  ['std', 3, ({ std }) => std],
  ['FWHM', 3, ({ fwhm }) => fwhm],
  ['first', 3, ({ first }) => first],
  ['last', 3, ({ last }) => last],
]
const LATE: readonly Column[] = [
  { title: 'all spikes', text: digits(1) },
  { title: 'std, all', text: digits(3) },
]
const columns = PACKET.map(([title, decimals]): Column => ({ title, text: digits(decimals) }))
const cellsOf = (packet: PacketMeans) => PACKET.map(([, , value]) => cellOf(value(packet)))

/** Of all neurons; where signs are told apart, of excitatory and inhibitory ones too. */
export function packetTables(name: string, network: NetworkSynchrony): Table[] {
  return [allTable(name, network), ...signTables(name, network)]
}

function allTable(name: string, { spread, unit, decidedBy }: NetworkSynchrony): Table {
  const { causal, all } = spread
  const early = decidedBy === 'first output spike'
  return {
    id: `spread-${name}`,
    title: `Pulse packets, ${name}`,
    columns: [{ title: 'layer' }, ...columns, ...(early ? LATE : [])],
    rows: causal.layers.map((layer, l) => [
      layer.layer,
      ...cellsOf(layer),
      ...(early ? [cellOf(all.layers[l].count), cellOf(all.layers[l].std)] : []),
    ]),
    caption: early
      ? `Means over samples of spikes up to the decision, in ${unit}; on the right all spikes.`
      : `Means over samples, in ${unit}.`,
  }
}

function signTables(name: string, { spread, unit, decidedBy }: NetworkSynchrony): Table[] {
  const rows = spread.causal.layers.flatMap(({ layer, excitatory, inhibitory }) =>
    excitatory === null || inhibitory === null
      ? []
      : [
          [layer, 'E', ...cellsOf(excitatory)],
          [layer, 'I', ...cellsOf(inhibitory)],
        ],
  )
  if (rows.length === 0) return []
  const which = decidedBy === 'first output spike' ? ' of spikes up to the decision' : ''
  return [
    {
      id: `spread-signs-${name}`,
      title: `Pulse packets of excitatory (E) and inhibitory (I) neurons, ${name}`,
      columns: [{ title: 'layer' }, { title: 'neurons' }, ...columns],
      rows,
      caption: `Means over samples${which}, in ${unit}; spread only of samples with two spikes or more.`,
    },
  ]
}
