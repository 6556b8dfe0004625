import { cell, text } from '@observablehq/plot'
import type { SynchronyAnalysis } from '../../analysis/synchrony.js'
import type { Figure } from '../figure.js'
import { INK } from '../palette.js'
import { short } from '../words.js'
import { nameMargin, PIXELS } from './name-margin.js'

/** Up to this many classes there is room for numbers. */
const NUMBERED = 4

/** For each layer a matrix of classes: how much their assemblies share. */
export function overlapFigure({ trained, classNames }: SynchronyAnalysis): Figure {
  const cells = trained.semantics.flatMap(({ layer, assemblies }) =>
    assemblies.overlaps.flatMap((row, a) =>
      row.flatMap((value, b) => (Number.isFinite(value) ? [{ layer, a: classNames[a], b: classNames[b], value }] : [])),
    ),
  )
  const layers = trained.semantics.map(({ layer }) => layer)
  const left = nameMargin(classNames)
  const side = (680 - left) / layers.length
  const tilted = PIXELS * Math.max(...classNames.map(({ length }) => length)) > side / classNames.length
  return {
    id: 'overlaps',
    title: 'Overlap of the classes’ assemblies',
    alt: `Mean overlap of two classes: ${trained.semantics.map(({ layer, assemblies }) => `${layer} ${short(Number(assemblies.overlap.toPrecision(2)))}`).join(', ')}.`,
    caption:
      'Jaccard index of two classes’ assemblies (neurons active in at least half of a class’s samples): white none, dark all. Below each: mean of two different classes.',
    spec: {
      height: side + (tilted ? 122 : 96),
      marginLeft: left,
      marginTop: 44,
      marginBottom: tilted ? 78 : 52,
      x: { domain: [...classNames], label: null, tickSize: 0, tickRotate: tilted ? -60 : 0 },
      y: { domain: [...classNames], label: null, tickSize: 0 },
      fx: { domain: layers, label: null, padding: 0.12 },
      color: { domain: [0, 1], range: ['#ffffff', '#08306b'] },
      marks: [
        cell(cells, { fx: 'layer', x: 'a', y: 'b', fill: 'value', inset: 0.5, stroke: '#eeeeee' }),
        ...(classNames.length > NUMBERED
          ? []
          : [
              text(cells, {
                fx: 'layer',
                x: 'a',
                y: 'b',
                text: ({ value }: { value: number }) => value.toFixed(2),
                fill: ({ value }: { value: number }) => (value > 0.5 ? 'white' : INK),
              }),
            ]),
        text(trained.semantics, {
          fx: 'layer',
          text: ({ assemblies }: { assemblies: { overlap: number } }) => `mean ${assemblies.overlap.toFixed(2)}`,
          frameAnchor: 'bottom',
          dy: tilted ? 64 : 40,
          fill: INK,
        }),
      ],
    },
    numbers: cells,
  }
}
