import { line, link, ruleY, text } from '@observablehq/plot'
import type { ShownLayer, ShownProjection } from '../../self-organization/demonstrate.js'
import type { GrowthStage } from '../../self-organization/growing-waves.js'
import { planePoint, pointDistance, type Sheet, unitDistance } from '../../self-organization/sheet.js'
import type { Figure } from '../figure.js'
import { BLUE, FAINT, INK, QUIET } from '../palette.js'
import { dotClouds, planePoints, sheetBox, sheetPlot } from './sheet-marks.js'

/** Twelve colours for patches that lie apart; their numbers stand on them. */
const PATCHES = [
  ...['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'],
  ...['#7b4fa3', '#8c6d31', '#c0392b', '#2e8b57', '#b5a000', '#5f6b78'],
]

/** Pools that formed, each as far from those before as can be. */
function farApart(lower: Sheet, centres: readonly (Float64Array | undefined)[], most: number): number[] {
  const formed = centres.flatMap((centre, k) => (centre ? [{ k, centre }] : []))
  const chosen: { k: number; centre: Float64Array }[] = formed.slice(0, 1)
  while (chosen.length < Math.min(most, formed.length)) {
    const distance = ({ centre }: { centre: Float64Array }): number =>
      Math.min(...chosen.map((other) => pointDistance(lower, centre, other.centre)))
    chosen.push(formed.reduce((best, next) => (distance(next) > distance(best) ? next : best)))
  }
  return chosen.map(({ k }) => k)
}

/** Some pools on the sheet below, each in a colour. */
export function poolsFigure(lower: ShownLayer, projection: ShownProjection, index: number): Figure {
  const { sheet } = lower
  const { width, height } = sheetBox(sheet)
  const points = planePoints(sheet)
  const chosen = farApart(sheet, projection.centres, PATCHES.length)
  const clouds = chosen.map((k, n) => ({
    points: Array.from(projection.pools[k], (unit) => points[unit]),
    color: PATCHES[n],
    size: 6,
  }))
  const labels = chosen.flatMap((k) => {
    const centre = projection.centres[k]
    if (!centre) return []
    const [x, y] = planePoint(sheet, centre)
    return [{ x, y, text: String(k) }]
  })
  const { measures } = projection
  return {
    id: `pools-${index + 1}`,
    title: `Pools of layer ${index + 2} on layer ${index + 1}`,
    caption: `${chosen.length} of ${projection.pools.length}, those that lie furthest apart; the number is that of the unit that listens. Where pools overlap the later one is seen.`,
    alt: `${Math.round(100 * measures.formed)} % of the units have a local pool, of ${measures.medianSize} units in the median; ${Math.round(100 * measures.contiguity)} % of a pool hang together; ${Math.round(100 * measures.coverage)} % of the layer below lie in a pool.`,
    spec: sheetPlot(width, height, Math.round(Math.min(680, (460 * width) / height)), [
      dotClouds([{ points, color: FAINT, size: 2.4 }, ...clouds]),
      text(labels, {
        x: 'x',
        y: 'y',
        text: 'text',
        fill: INK,
        stroke: 'white',
        strokeWidth: 4,
        fontSize: 13,
        fontWeight: 'bold',
      }),
    ]),
    numbers: chosen.map((k) => ({ unit: k, size: projection.pools[k].length })),
  }
}

/**
 * The topographic map: the net of neighbours of the upper layer, and the same net through the centres of their pools below.
 * A map keeps the net whole; without one it is a tangle.
 */
export function mapFigure(lower: Sheet, upper: Sheet, projection: ShownProjection, index: number): Figure {
  const [own, below] = [sheetBox(upper), sheetBox(lower)]
  const gap = 0.12 * below.width
  const from = planePoints(upper)
  const to = projection.centres.map((centre) => centre && planePoint(lower, centre))
  const color = (k: number): string => placeColor(from[k][0] / own.width, from[k][1] / own.height)
  const shift = own.width + gap
  const top = 2.6
  const near: [number, number][] = []
  for (let i = 0; i < upper.units; i++) {
    for (let j = 0; j < i; j++)
      if (to[i] && to[j] && unitDistance(upper, i, j) < 0.7 * projection.near) near.push([i, j])
  }
  const links = near.flatMap(([i, j]) => {
    const [a, b] = [to[i], to[j]]
    if (!a || !b) return []
    const stroke = color(i)
    return [
      { x1: from[i][0], y1: from[i][1] + top, x2: from[j][0], y2: from[j][1] + top, stroke },
      { x1: a[0] + shift, y1: a[1] + top, x2: b[0] + shift, y2: b[1] + top, stroke },
    ]
  })
  const dots = from.flatMap(([x, y], k) => {
    const center = to[k]
    const stroke = color(k)
    const size = 5
    return [
      { points: [[x, y + top] as const], color: stroke, size },
      ...(center ? [{ points: [[center[0] + shift, center[1] + top] as const], color: stroke, size }] : []),
    ]
  })
  const titles = [
    { x: own.width / 2, y: 1, text: `units of layer ${index + 2}, where they are` },
    { x: shift + below.width / 2, y: 1, text: `the same units, where their pools are on layer ${index + 1}` },
  ]
  const { map } = projection
  return {
    id: `map-${index + 1}`,
    title: `Map of layer ${index + 1} on layer ${index + 2}`,
    caption:
      'Lines join neighbours of the upper layer; the colour is a unit’s place in it. Where neighbours listen to neighbours the net stays a net.',
    alt: `Pools of neighbours are ${map.neighbours.toFixed(1)} apart, pools of all pairs ${map.all.toFixed(1)}: a ratio of ${map.ratio.toFixed(2)}.`,
    spec: sheetPlot(shift + below.width, Math.max(own.height, below.height) + top, 900, [
      link(links, { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: 'stroke', strokeWidth: 0.7, strokeOpacity: 0.6 }),
      dotClouds(dots),
      text(titles, { x: 'x', y: 'y', text: 'text', fill: INK, fontSize: 12 }),
    ]),
    numbers: [{ neighbours: map.neighbours, all: map.all, ratio: map.ratio }],
  }
}

/** A colour for every place of a sheet: from left to right blue to orange, from top to bottom dark to light. */
function placeColor(x: number, y: number): string {
  const mix = (a: number, b: number, by: number): number => Math.round(a + (b - a) * Math.max(0, Math.min(1, by)))
  const dark = [mix(20, 150, x), mix(60, 30, x), mix(150, 20, x)]
  const light = [mix(80, 250, x), mix(190, 170, x), mix(235, 40, x)]
  return `rgb(${dark.map((value, c) => mix(value, light[c], y)).join(',')})`
}

/** Share of steps in waves against the cells there are. */
export function growthFigure(stages: readonly GrowthStage[]): Figure {
  const onset = stages.find(({ waveSteps }) => waveSteps > 0)
  return {
    id: 'growth',
    title: 'Waves while the sheet grows',
    caption: 'Old cells keep their state from stage to stage; a wave is what counts as one in the grown sheet.',
    alt: onset
      ? `The first waves are seen at ${onset.cells} cells with ${onset.neighbours.toFixed(1)} excitatory neighbours each.`
      : 'No waves are seen while it grows.',
    key: [{ name: 'share of steps that belong to a wave', color: BLUE }],
    spec: {
      height: 220,
      x: { label: 'cells' },
      y: { label: 'share of steps', grid: true, tickFormat: '%' },
      marks: [
        ruleY([0], { stroke: QUIET }),
        line(stages, { x: 'cells', y: 'waveSteps', stroke: BLUE, strokeWidth: 2, marker: 'dot' }),
      ],
    },
    numbers: stages.map(({ cells, neighbours, waveSteps }) => ({ cells, neighbours, waveSteps })),
  }
}
