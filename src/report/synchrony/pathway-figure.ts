import { dot, link } from '@observablehq/plot'
import type { SynchronyAnalysis } from '../../analysis/synchrony.js'
import type { Figure } from '../figure.js'
import { BLUE, INK, VERMILION } from '../palette.js'
import { short } from '../words.js'
import { nameMargin } from './name-margin.js'

/** Links that carry less than this share of the strongest of their step are left out. */
const FAINTEST = 0.4
const OUTPUT = 'output'

/** Layers from left to right, classes from top to bottom: which pathway excites which. */
export function pathwayFigure({ trained, classNames }: SynchronyAnalysis): Figure {
  const { pathways } = trained
  const layers = [...pathways.map(({ layer }) => layer), OUTPUT]
  const links = pathways.flatMap(({ layer, flow }, l) => {
    const strongest = Math.max(...flow.flat())
    return flow.flatMap((row, a) =>
      row.map((weight, b) => ({
        layer,
        next: layers[l + 1],
        from: classNames[a],
        to: classNames[b],
        weight,
        share: weight / strongest,
        own: a === b,
      })),
    )
  })
  const shown = links.filter(({ share }) => share >= FAINTEST).sort((a, b) => Number(a.own) - Number(b.own))
  const nodes = layers.flatMap((layer) => classNames.map((name) => ({ layer, name })))
  const own = links.filter((one) => one.own)
  const others = links.filter((one) => !one.own)
  const mean = (list: typeof links) => list.reduce((sum, { weight }) => sum + weight, 0) / Math.max(1, list.length)
  return {
    id: 'pathways',
    title: 'Pathways of the classes through the layers',
    alt: `Mean excitatory weight along a class's own pathway ${short(mean(own))}, to those of other classes ${short(mean(others))}.`,
    caption:
      'A node is the pathway of a class in a layer (its most exciting tenth of the excitatory neurons, found backwards from the output). Width: mean excitatory weight between two pathways; solid blue within a class, dashed vermilion between classes; less than two fifths of the strongest of a step is left out.',
    key: [
      { name: 'within a class', color: BLUE, mark: 'line' },
      { name: 'between classes', color: VERMILION, mark: 'line', dash: '4 3' },
    ],
    spec: {
      height: 60 + 30 * classNames.length,
      marginLeft: nameMargin(classNames),
      marginRight: 20,
      marginBottom: 10,
      x: { type: 'point', domain: layers, label: null, axis: 'top', tickSize: 0 },
      y: { type: 'point', domain: [...classNames], label: null, tickSize: 0, padding: 0.6 },
      marks: [
        ...([false, true] as const).map((within) =>
          link(
            shown.filter((one) => one.own === within),
            {
              x1: 'layer',
              x2: 'next',
              y1: 'from',
              y2: 'to',
              stroke: within ? BLUE : VERMILION,
              strokeWidth: ({ share }: { share: number }) => (within ? 7 : 4) * share,
              strokeOpacity: within ? 0.85 : 0.55,
              strokeDasharray: within ? 'none' : '4 3',
            },
          ),
        ),
        dot(nodes, { x: 'layer', y: 'name', r: 6, fill: 'white', stroke: INK }),
      ],
    },
    numbers: links.map(({ layer, next, from, to, weight }) => ({ layer, next, from, to, weight })),
  }
}
