import { dot, rectY, ruleX, text } from '@observablehq/plot'
import type { NetworkSynchrony, NeuronSign, Raster } from '../../analysis/synchrony.js'
import type { Figure, KeyEntry } from '../figure.js'
import { EXCITATORY, FAINT, INHIBITORY, INK, QUIET } from '../palette.js'
import { short } from '../words.js'

const COLOR: Readonly<Record<NeuronSign, string>> = { excitatory: EXCITATORY, inhibitory: INHIBITORY, either: QUIET }
const SIGNS: readonly NeuronSign[] = ['either', 'excitatory', 'inhibitory']
/** Radius of a dot; where there are few spikes, they are larger. */
const radius = (spikes: number): number => (spikes < 400 ? 2.4 : 1.4)
/** Rows between two layers, as a share of all. */
const GAP = 0.03

/** When the last spike or the decision was. */
export const endOf = ({ layers, decision }: Raster): number =>
  layers
    .flatMap(({ spikes }) => spikes.map(({ time }) => time))
    .reduce((last, time) => Math.max(last, time), Number.isFinite(decision) ? decision : 0)

/** One sample up to `until`: every spike a dot, layer above layer, with the middle half of each layer's causal packet as a band. */
export function rasterFigure(name: string, { raster, spread, unit }: NetworkSynchrony, until: number): Figure {
  const gap = GAP * raster.layers.reduce((sum, { neurons }) => sum + neurons, 0)
  let base = 0
  const bands = raster.layers.map((layer) => {
    const from = base
    base += layer.neurons + gap
    const causal = layer.spikes.map(({ time }) => time).filter((time) => time <= raster.decision)
    const quarter = (share: number) => causal[Math.floor(share * (causal.length - 1))]
    return { ...layer, from, to: from + layer.neurons, low: quarter(0.25), high: quarter(0.75) }
  })
  const spikes = bands.flatMap(({ from, name: layer, spikes: own }) =>
    own.map(({ time, neuron, sign }) => ({ layer, time, neuron, row: from + neuron, sign })),
  )
  const packets = bands.filter(({ low }) => low !== undefined)
  const signs = new Set(spikes.map(({ sign }) => sign))
  // Where neurons have signs, only the inputs have none.
  const unsigned = signs.size > 1 ? 'input' : 'neuron'
  const decided = Number.isFinite(raster.decision)
  return {
    id: `raster-${name}`,
    title: `${name === 'trained' ? 'Trained' : 'Untrained'}: one sample of class ${raster.className}`,
    alt: `${spikes.length} spikes in ${bands.length} layers; ${decided ? `decision at ${short(raster.decision)} ${unit}` : 'no decision'}; mean width of the causal packet ${spread.causal.layers.map((layer) => `${layer.layer} ${short(layer.std)}`).join(', ')} ${unit}.`,
    caption: `A dot is a spike, grey bands hold the middle half of a layer's spikes up to the decision (${decided ? 'vertical line' : 'there is none'}). The network says ${raster.answer ?? 'nothing'}.`,
    key: SIGNS.filter((sign) => signs.has(sign)).map(
      (sign): KeyEntry => ({ name: sign === 'either' ? unsigned : sign, color: COLOR[sign], mark: 'dot' }),
    ),
    spec: {
      height: 420,
      marginTop: 10,
      marginLeft: 74,
      x: { label: `time (${unit})`, domain: [0, until], nice: true },
      y: { axis: null, domain: [-gap, base] },
      marks: [
        rectY(packets, { x1: 'low', x2: 'high', y1: 'from', y2: 'to', fill: FAINT }),
        dot(spikes, {
          x: 'time',
          y: 'row',
          r: radius(spikes.length),
          fill: ({ sign }: { sign: NeuronSign }) => COLOR[sign],
        }),
        ...(decided ? [ruleX([raster.decision], { stroke: INK, strokeWidth: 1.2 })] : []),
        text(bands, {
          y: ({ from, to }: { from: number; to: number }) => (from + to) / 2,
          text: 'name',
          frameAnchor: 'left',
          textAnchor: 'end',
          dx: -8,
        }),
      ],
    },
    numbers: spikes.map(({ layer, time, neuron, sign }) => ({ layer, time, neuron, sign })),
  }
}
