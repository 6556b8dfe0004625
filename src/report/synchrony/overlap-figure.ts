import { cell, text } from '@observablehq/plot'
import type { SynchronyAnalysis } from '../../analysis/synchrony.js'
import type { Figure } from '../figure.js'
import { INK } from '../palette.js'
import { short } from '../words.js'

/** For each layer a matrix of classes: how much their assemblies share. */
export function overlapFigure({ trained, classNames }: SynchronyAnalysis): Figure {
  const cells = trained.semantics.flatMap(({ layer, assemblies }) =>
    assemblies.overlaps.flatMap((row, a) =>
      row.flatMap((value, b) => (Number.isFinite(value) ? [{ layer, a: classNames[a], b: classNames[b], value }] : [])),
    ),
  )
  const layers = trained.semantics.map(({ layer }) => layer)
  const side = 640 / layers.length
  return {
    id: 'overlaps',
    title: 'Overlap of the classes’ assemblies',
    alt: `Mean overlap of two classes: ${trained.semantics.map(({ layer, assemblies }) => `${layer} ${short(Number(assemblies.overlap.toPrecision(2)))}`).join(', ')}.`,
    caption:
      'Jaccard index of two classes’ assemblies (neurons active in at least half of a class’s samples): white none, dark all. Numbers above: mean of two different classes.',
    spec: {
      height: side + 92,
      marginLeft: 40,
      marginTop: 44,
      x: { domain: [...classNames], label: null, tickSize: 0 },
      y: { domain: [...classNames], label: null, tickSize: 0 },
      fx: { domain: layers, label: null, padding: 0.12 },
      color: { domain: [0, 1], range: ['#ffffff', '#08306b'] },
      marks: [
        cell(cells, { fx: 'layer', x: 'a', y: 'b', fill: 'value', inset: 0.5, stroke: '#eeeeee' }),
        text(trained.semantics, {
          fx: 'layer',
          text: ({ assemblies }: { assemblies: { overlap: number } }) => assemblies.overlap.toFixed(2),
          frameAnchor: 'bottom',
          dy: 32,
          fill: INK,
        }),
      ],
    },
    numbers: cells,
  }
}
