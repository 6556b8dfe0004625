import { dot, line, text } from '@observablehq/plot'
import type { NetworkSynchrony, SynchronyAnalysis } from '../../analysis/synchrony.js'
import type { Figure, KeyEntry } from '../figure.js'
import { BLUE, VERMILION } from '../palette.js'
import { short } from '../words.js'

const WHO = [
  { name: 'trained', color: BLUE, dash: undefined },
  { name: 'untrained', color: VERMILION, dash: '6 4' },
] as const

interface Mark {
  readonly network: string
  readonly measure: string
  readonly layer: string
  readonly value: number
}

const KEY: readonly KeyEntry[] = WHO.map(({ name, color, dash }) => ({ name, color, mark: 'line', dash }))

/** Small multiples over the layers: a line for the trained network, a dashed one for the untrained. */
function overDepth(layers: readonly string[], values: readonly Mark[], measures: readonly string[], rows: number) {
  const known = values.filter(({ value }) => Number.isFinite(value))
  // Scales differ from measure to measure, so each is drawn in shares of its own greatest value.
  const greatest = new Map(
    measures.map((measure) => [measure, Math.max(...known.filter((m) => m.measure === measure).map((m) => m.value))]),
  )
  const scaled = known.map((mark) => ({ ...mark, share: mark.value / (greatest.get(mark.measure) || 1) }))
  const of = (name: string) => scaled.filter(({ network }) => network === name)
  // Of two numbers at one place the greater stands above.
  const above = scaled.map((mark) => {
    const other = scaled.find((m) => m.measure === mark.measure && m.layer === mark.layer && m.network !== mark.network)
    const isTie = other?.share === mark.share
    return { ...mark, above: other === undefined || (isTie ? mark.network === 'trained' : mark.share > other.share) }
  })
  const numbered = (name: string, isAbove: boolean) => above.filter((m) => m.network === name && m.above === isAbove)
  // Beside each other there is room for three names.
  const tilted = layers.length > 3
  return {
    height: (tilted ? 90 : 62) + 150 * rows,
    marginBottom: tilted ? 58 : 30,
    x: { type: 'point' as const, domain: [...layers], label: null, tickRotate: tilted ? -30 : 0 },
    y: { domain: [-0.16, 1.22], axis: null },
    fx: { domain: [...measures], label: null },
    marks: WHO.flatMap(({ name, color, dash }) => [
      line(of(name), {
        x: 'layer',
        y: 'share',
        fx: 'measure',
        stroke: color,
        strokeWidth: 2,
        ...(dash && { strokeDasharray: dash }),
      }),
      dot(of(name), { x: 'layer', y: 'share', fx: 'measure', fill: color, r: 2.5 }),
      ...[true, false].map((isAbove) =>
        text(numbered(name, isAbove), {
          x: 'layer',
          y: 'share',
          fx: 'measure',
          text: ({ value }: Mark) => short(Number(value.toPrecision(2))),
          fill: color,
          stroke: 'white',
          strokeWidth: 3,
          fontSize: 10,
          dy: isAbove ? -9 : 11,
        }),
      ),
    ]),
  }
}

const networks = ({ trained, untrained }: SynchronyAnalysis) => [
  ['trained', trained] as const,
  ['untrained', untrained] as const,
]
const layersOf = ({ spread }: NetworkSynchrony) => spread.causal.layers.map(({ layer }) => layer)

/** Of a ratio of the first hidden layer's standard deviation to the last one's. */
export const changeOf = (sharpening: number): string =>
  sharpening < 1 ? `grows ${brief(1 / sharpening)} times` : `falls ${brief(sharpening)} times`

/** Two digits that count. */
export const brief = (n: number): string => (Number.isFinite(n) ? String(Number(n.toPrecision(2))) : '–')

export function spreadFigure(analysis: SynchronyAnalysis): Figure {
  const { trained } = analysis
  const measures = ['width of the peak', 'interquartile range', 'standard deviation'] as const
  const marks = networks(analysis).flatMap(([network, { spread }]) =>
    spread.causal.layers.flatMap(({ layer, peakWidth, iqr, std }): Mark[] =>
      [peakWidth, iqr, std].map((value, m) => ({ network, measure: measures[m], layer, value })),
    ),
  )
  const { widest, reconvergence, sharpening } = trained.spread.causal
  return {
    id: 'spread',
    title: 'Spread of the volley from layer to layer',
    alt: `Trained: the peak is widest in ${widest}; the last layer's has ${short(reconvergence)} of that width; the standard deviation ${changeOf(sharpening)} from the first hidden layer to the last.`,
    caption: `Mean over ${trained.samples} samples of the spikes up to the decision, in ${trained.unit}; each panel is drawn to its own greatest value, numbers are values.`,
    key: KEY,
    spec: overDepth(layersOf(trained), marks, measures, 1),
    numbers: marks.map((mark) => ({ ...mark })),
  }
}

export function semanticsFigure(analysis: SynchronyAnalysis): Figure {
  const { trained } = analysis
  const measures = ['same / different', 'exclusive neurons', 'decodability'] as const
  const marks = networks(analysis).flatMap(([network, { semantics }]) =>
    semantics.flatMap(({ layer, overlap, assemblies, decodable }): Mark[] =>
      [overlap.ratio, assemblies.exclusive, decodable].map((value, m) => ({
        network,
        measure: measures[m],
        layer,
        value,
      })),
    ),
  )
  const ratios = trained.semantics.map(({ overlap }) => short(Number(overlap.ratio.toPrecision(3))))
  return {
    id: 'semantics',
    title: 'What the active neurons tell of the class, from layer to layer',
    alt: `Trained: overlap of active sets within a class over that between classes ${ratios.join(', ')}.`,
    caption:
      'Overlap (Jaccard index) of the active sets of two samples of one class over that of two classes; share of assembly neurons that serve one class alone; accuracy of the nearest class centroid.',
    key: KEY,
    spec: overDepth(layersOf(trained), marks, measures, 1),
    numbers: marks.map((mark) => ({ ...mark })),
  }
}
