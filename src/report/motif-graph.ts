import { dot, line, link, type Markish, text } from '@observablehq/plot'
import type { Motif, SynapseType } from '../topology/motif.js'
import { EXCITATORY, INHIBITORY, INK } from './palette.js'

type Present = Exclude<SynapseType, 'absent'>

interface Spot {
  readonly x: number
  readonly y: number
}

interface Edge {
  readonly from: Spot
  readonly to: Spot
}

const COLOR: Readonly<Record<Present, string>> = { excitatory: EXCITATORY, inhibitory: INHIBITORY }
const DASH: Readonly<Record<Present, string | undefined>> = { excitatory: undefined, inhibitory: '4 2.5' }

/** In units of the circle on which the neurons lie. */
const size = (neurons: number) => ({ node: Math.min(0.11, 1.9 / neurons), aside: Math.min(0.028, 0.4 / neurons) })

/**
 * The neurons of a motif on a circle, 0 at the top and on clockwise. Excitation is a solid line that ends in an arrow,
 * inhibition a dashed one that ends in a bar; the two synapses between a pair run side by side. To be drawn with an aspect ratio
 * of 1 in -1.32 .. 1.32.
 */
export function motifGraph(motif: Motif): Markish[] {
  const { node, aside } = size(motif.size)
  const spots = motif.synapses.map((_, i): Spot => {
    const angle = (2 * Math.PI * i) / motif.size
    return { x: Math.sin(angle), y: Math.cos(angle) }
  })
  const of = (type: Present): [number, number][] =>
    motif.synapses.flatMap((row, post) =>
      row.flatMap((own, pre) => (own === type ? [[pre, post] as [number, number]] : [])),
    )
  const between = (type: Present) =>
    of(type).flatMap(([pre, post]) => (pre === post ? [] : [edge(spots[pre], spots[post], node, aside)]))
  const loops = (type: Present) => of(type).flatMap(([pre, post]) => (pre === post ? [spots[pre]] : []))
  return [
    ...typeMarks('inhibitory', between('inhibitory'), loops('inhibitory'), node),
    ...typeMarks('excitatory', between('excitatory'), loops('excitatory'), node),
    dot(spots, { x: 'x', y: 'y', r: node * 150, fill: 'white', stroke: INK, strokeWidth: 1.5 }),
    text(spots, {
      x: 'x',
      y: 'y',
      text: (_: Spot, i: number) => String(i),
      fill: INK,
      fontSize: motif.size > 20 ? 9 : 12,
      fontWeight: 'bold',
    }),
  ]
}

/** From rim to rim, a little to the right of the straight line. */
function edge(from: Spot, to: Spot, node: number, aside: number): Edge {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = Math.hypot(dx, dy)
  const [ux, uy] = [dx / length, dy / length]
  const shift = (spot: Spot, along: number): Spot => ({
    x: spot.x + ux * along + uy * aside,
    y: spot.y + uy * along - ux * aside,
  })
  return { from: shift(from, node * 1.08), to: shift(to, -node * 1.25) }
}

/** A synapse onto itself: a loop outside of the circle. */
function loop(at: Spot, node: number): Spot[] {
  const radius = node * 0.85
  const reach = 1 + node + radius * 0.75
  const start = Math.atan2(at.y, at.x) + Math.PI
  return Array.from({ length: 25 }, (_, i) => {
    const angle = start + 0.75 + ((2 * Math.PI - 1.5) * i) / 24
    return { x: at.x * reach + radius * Math.cos(angle), y: at.y * reach + radius * Math.sin(angle) }
  })
}

/** Across the end of a line. */
function bar({ from, to }: Edge, half: number): Edge {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length]
  return { from: { x: to.x - uy * half, y: to.y + ux * half }, to: { x: to.x + uy * half, y: to.y - ux * half } }
}

/** The two strokes of an arrow's head. */
function wings({ from, to }: Edge, length: number): Edge[] {
  const back = Math.atan2(from.y - to.y, from.x - to.x)
  return [-0.45, 0.45].map((turn) => {
    return { from: { x: to.x + length * Math.cos(back + turn), y: to.y + length * Math.sin(back + turn) }, to }
  })
}

function typeMarks(type: Present, edges: readonly Edge[], selves: readonly Spot[], node: number): Markish[] {
  const dash = DASH[type]
  const stroke = { stroke: COLOR[type], strokeWidth: 1.6 }
  const dashed = { ...stroke, ...(dash && { strokeDasharray: dash }) }
  const ends = {
    x1: (e: Edge) => e.from.x,
    y1: (e: Edge) => e.from.y,
    x2: (e: Edge) => e.to.x,
    y2: (e: Edge) => e.to.y,
  }
  const loops = selves.map((spot) => loop(spot, node))
  const tips = loops.map((path): Edge => ({ from: path[path.length - 2], to: path[path.length - 1] }))
  const points = loops.flatMap((path, z) => path.map((spot) => ({ ...spot, z })))
  const bars = [...edges, ...tips].map((e) => bar(e, node * 0.5))
  const heads = [...edges, ...tips].flatMap((e) => wings(e, node * 0.45))
  return [
    line(points, { x: 'x', y: 'y', z: 'z', ...dashed }),
    link(edges, { ...ends, ...dashed }),
    link(type === 'excitatory' ? heads : bars, { ...ends, ...stroke, strokeWidth: type === 'excitatory' ? 1.6 : 2.4 }),
  ]
}
