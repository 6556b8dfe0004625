import { axisFx, cell, text } from '@observablehq/plot'
import type { NetworkSynchrony, SynchronyAnalysis } from '../../analysis/synchrony.js'
import type { Figure } from '../figure.js'
import { INK } from '../palette.js'
import { short } from '../words.js'
import { nameMargin, PIXELS } from './name-margin.js'
import { NETWORKS, networksOf, pathwayNeurons } from './networks.js'

/** Up to this many classes there is room for numbers. */
const NUMBERED = 4
/** Right of the matrices: the names of the networks. */
const NAMES = 72
/** A matrix is not larger than this, however few layers there are. */
const LARGEST = 190

interface Overlaps {
  readonly layer: string
  /** [class][class] */
  readonly overlaps: readonly (readonly number[])[]
  /** Of two different classes. */
  readonly mean: number
}

/** How much the classes' assemblies share. */
export function assemblyOverlapFigure(analysis: SynchronyAnalysis): Figure {
  return overlapFigure(
    analysis,
    ({ semantics }) =>
      semantics.map(({ layer, assemblies }) => ({ layer, overlaps: assemblies.overlaps, mean: assemblies.overlap })),
    {
      id: 'overlaps',
      title: 'Overlap of the classes’ assemblies',
      caption:
        'Jaccard index of two classes’ assemblies (neurons active in at least half of a class’s samples): white none, dark all. Above each: mean of two different classes.',
    },
  )
}

/** How much the classes' pathways share, which are found from weights alone. */
export function pathwayOverlapFigure(analysis: SynchronyAnalysis): Figure {
  return overlapFigure(
    analysis,
    ({ pathways }) =>
      pathways.map(({ layer, overlaps, distinctness }) => ({ layer, overlaps, mean: 1 - distinctness })),
    {
      id: 'pathway-overlaps',
      title: 'Overlap of the classes’ pathways, from weights',
      caption: `Jaccard index of two classes’ pathways (the tenth of ${pathwayNeurons(analysis)} that excites the class most, found backwards from its output): white none, dark all. Above each: mean of two different classes.`,
    },
  )
}

/** Matrices of classes by classes: a column a layer, the trained network above the untrained. */
function overlapFigure(
  analysis: SynchronyAnalysis,
  overlapsOf: (network: NetworkSynchrony) => readonly Overlaps[],
  words: Pick<Figure, 'id' | 'title' | 'caption'>,
): Figure {
  const { classNames } = analysis
  const matrices = networksOf(analysis).flatMap(({ name: network, synchrony }) =>
    overlapsOf(synchrony).map((matrix) => ({ network, ...matrix })),
  )
  const cells = matrices.flatMap(({ network, layer, overlaps }) =>
    overlaps.flatMap((row, a) =>
      row.flatMap((value, b) =>
        Number.isFinite(value) ? [{ network, layer, a: classNames[a], b: classNames[b], value }] : [],
      ),
    ),
  )
  const layers = overlapsOf(analysis.trained).map(({ layer }) => layer)
  const left = nameMargin(classNames)
  const room = (680 - left - NAMES) / layers.length
  const side = Math.min(LARGEST, room)
  const tilted = PIXELS * Math.max(...classNames.map(({ length }) => length)) > side / classNames.length
  const meansOf = (name: string) =>
    matrices
      .filter(({ network }) => network === name)
      .map(({ layer, mean }) => `${layer} ${short(Number(mean.toPrecision(2)))}`)
  return {
    ...words,
    alt: `Mean overlap of two classes: ${NETWORKS.map((name) => `${name} ${meansOf(name).join(', ')}`).join('; ')}.`,
    spec: {
      width: left + side * layers.length + NAMES,
      height: 2.2 * side + (tilted ? 114 : 72),
      marginLeft: left,
      marginRight: NAMES,
      marginTop: 40,
      marginBottom: tilted ? 74 : 32,
      x: { domain: [...classNames], label: null, tickSize: 0, tickRotate: tilted ? -60 : 0 },
      y: { domain: [...classNames], label: null, tickSize: 0 },
      fx: { domain: layers, label: null, padding: 0.12 },
      fy: { domain: [...NETWORKS], label: null, padding: 0.18 },
      color: { domain: [0, 1], range: ['#ffffff', '#08306b'] },
      marks: [
        axisFx({ tickSize: 0, dy: -14 }),
        cell(cells, { fx: 'layer', fy: 'network', x: 'a', y: 'b', fill: 'value', inset: 0.5, stroke: '#eeeeee' }),
        ...(classNames.length > NUMBERED
          ? []
          : [
              text(cells, {
                fx: 'layer',
                fy: 'network',
                x: 'a',
                y: 'b',
                text: ({ value }: { value: number }) => value.toFixed(2),
                fill: ({ value }: { value: number }) => (value > 0.5 ? 'white' : INK),
              }),
            ]),
        text(matrices, {
          fx: 'layer',
          fy: 'network',
          text: ({ mean }: Overlaps) => `mean ${Number.isFinite(mean) ? mean.toFixed(2) : '–'}`,
          frameAnchor: 'top',
          dy: -9,
          fill: INK,
        }),
      ],
    },
    numbers: cells,
  }
}
