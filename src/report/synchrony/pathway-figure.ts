import { dot, link } from '@observablehq/plot'
import type { NetworkSynchrony, SynchronyAnalysis } from '../../analysis/synchrony.js'
import type { Figure } from '../figure.js'
import { BLUE, INK, VERMILION } from '../palette.js'
import { short } from '../words.js'
import { nameMargin } from './name-margin.js'
import { NETWORKS, networksOf, pathwayNeurons } from './networks.js'

/** Links that carry less than this share of the strongest of their step are left out. */
const FAINTEST = 0.4
const OUTPUT = 'output'

/** Layers from left to right, classes from top to bottom: which pathway excites which; trained beside untrained. */
export function pathwayFigure(analysis: SynchronyAnalysis): Figure {
  const { trained, classNames } = analysis
  const layers = [...trained.pathways.map(({ layer }) => layer), OUTPUT]
  const links = networksOf(analysis).flatMap(({ name, synchrony }) => linksOf(name, synchrony, layers, classNames))
  const shown = links.filter(({ share }) => share >= FAINTEST).sort((a, b) => Number(a.own) - Number(b.own))
  const nodes = layers.flatMap((layer) => classNames.map((name) => ({ layer, name })))
  // Beside each other there is room for four names.
  const tilted = layers.length > 4
  return {
    id: 'pathways',
    title: 'Pathways of the classes through the layers',
    alt: `Mean excitatory weight along a class's own pathway and to those of other classes: ${NETWORKS.map((name) => meansOf(name, links)).join('; ')}.`,
    caption: `A node is the pathway of a class in a layer (the most exciting tenth of ${pathwayNeurons(analysis)}, found backwards from the output). Width: mean excitatory weight between two pathways, as a share of the network’s strongest of that step; solid blue within a class, dashed vermilion between classes; less than two fifths is left out.`,
    key: [
      { name: 'within a class', color: BLUE, mark: 'line' },
      { name: 'between classes', color: VERMILION, mark: 'line', dash: '4 3' },
    ],
    spec: {
      height: (tilted ? 104 : 76) + 30 * classNames.length,
      marginLeft: nameMargin(classNames),
      marginRight: 24,
      marginTop: 34,
      marginBottom: tilted ? 56 : 28,
      x: { type: 'point', domain: layers, label: null, tickSize: 0, tickRotate: tilted ? -30 : 0, padding: 0.3 },
      y: { type: 'point', domain: [...classNames], label: null, tickSize: 0, padding: 0.6 },
      fx: { domain: [...NETWORKS], label: null, padding: 0.06 },
      marks: [
        ...([false, true] as const).map((within) =>
          link(
            shown.filter((one) => one.own === within),
            {
              fx: 'network',
              x1: 'layer',
              x2: 'next',
              y1: 'from',
              y2: 'to',
              stroke: within ? BLUE : VERMILION,
              strokeWidth: ({ share }: Link) => (within ? 7 : 4) * share,
              strokeOpacity: within ? 0.85 : 0.55,
              strokeDasharray: within ? 'none' : '4 3',
            },
          ),
        ),
        dot(nodes, { x: 'layer', y: 'name', r: 6, fill: 'white', stroke: INK }),
      ],
    },
    numbers: links.map(({ network, layer, next, from, to, weight }) => ({ network, layer, next, from, to, weight })),
  }
}

interface Link {
  readonly network: string
  readonly layer: string
  readonly next: string
  readonly from: string
  readonly to: string
  readonly weight: number
  /** Of the strongest of its network and step. */
  readonly share: number
  readonly own: boolean
}

function linksOf(
  network: string,
  { pathways }: NetworkSynchrony,
  layers: readonly string[],
  classNames: readonly string[],
): Link[] {
  return pathways.flatMap(({ layer, flow }, l) => {
    const strongest = Math.max(...flow.flat()) || 1
    return flow.flatMap((row, a) =>
      row.map((weight, b) => ({
        network,
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
}

function meansOf(name: string, links: readonly Link[]): string {
  const mean = (own: boolean) => {
    const list = links.filter((one) => one.network === name && one.own === own)
    return short(list.reduce((sum, { weight }) => sum + weight, 0) / Math.max(1, list.length))
  }
  return `${name} ${mean(true)} and ${mean(false)}`
}
