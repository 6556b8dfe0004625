import { dot, type Markish, type PlotOptions } from '@observablehq/plot'
import { boxOf } from '../../self-organization/geometry.js'
import { planePoint, pointOf, type Sheet } from '../../self-organization/sheet.js'

const SVG = 'http://www.w3.org/2000/svg'

/** What is used here of a document without a browser. */
interface Drawing {
  createElementNS(space: string, name: string): DrawnNode
}
interface DrawnNode {
  textContent: string
  setAttribute(name: string, value: string): void
  append(child: DrawnNode): void
}

const drawingOf = (context: unknown): Drawing => (context as { readonly document: Drawing }).document

/** Where the units of a sheet are drawn, y downwards. */
export const planePoints = (sheet: Sheet): (readonly [number, number])[] =>
  Array.from({ length: sheet.units }, (_, i) => planePoint(sheet, pointOf(sheet, i)))

export interface DotCloud {
  readonly points: readonly (readonly [number, number])[]
  readonly color: string
  /** Diameter in pixels. */
  readonly size: number
  readonly className?: string
  readonly style?: string
}

/** Many dots as one path each cloud: a tenth of the text that circles take. */
export function dotClouds(clouds: readonly DotCloud[]): Markish {
  return (_index, scales, _values, _dimensions, context) => {
    const document = drawingOf(context)
    const { x = Number, y = Number } = scales as unknown as Record<'x' | 'y', ((value: number) => number) | undefined>
    const group = document.createElementNS(SVG, 'g')
    for (const { points, color, size, className, style } of clouds) {
      const path = document.createElementNS(SVG, 'path')
      const place = (value: number): string => value.toFixed(1)
      path.setAttribute('d', points.map(([a, b]) => `M${place(x(a))} ${place(y(b))}h0`).join(''))
      path.setAttribute('fill', 'none')
      path.setAttribute('stroke', color)
      path.setAttribute('stroke-width', String(size))
      path.setAttribute('stroke-linecap', 'round')
      if (className) path.setAttribute('class', className)
      if (style) path.setAttribute('style', style)
      group.append(path)
    }
    return group
  }
}

/** A style sheet inside the figure. */
export function styleMark(text: string): Markish {
  return (_index, _scales, _values, _dimensions, context) => {
    const document = drawingOf(context)
    const style = document.createElementNS(SVG, 'style')
    style.textContent = text
    return style
  }
}

/** A plot of a sheet, or of several side by side, `across` and `down` in units of the sheet; no axes, no distortion. */
export function sheetPlot(across: number, down: number, width: number, marks: readonly Markish[]): PlotOptions {
  const corners: [number, number][] = [
    [0, 0],
    [across, down],
  ]
  const margin = 8
  return {
    width,
    height: ((width - 2 * margin) * down) / across + 2 * margin,
    margin,
    marginLeft: margin,
    marginRight: margin,
    marginTop: margin,
    marginBottom: margin,
    x: { axis: null, domain: [0, across] },
    y: { axis: null, domain: [down, 0] },
    // The corners alone make the scales; everything else is drawn by them.
    marks: [dot(corners, { x: '0', y: '1', r: 0 }), ...marks],
  }
}

export const sheetBox = (sheet: Sheet): { readonly width: number; readonly height: number } =>
  boxOf(sheet.geometry, sheet.side)

/** Early to late, light enough for white to stand out from dark: steps of viridis. */
const TIME = ['#440154', '#414487', '#2a788e', '#22a884', '#7ad151', '#d2c818']

export const timeColor = (fraction: number): string =>
  TIME[Math.min(TIME.length - 1, Math.floor(fraction * TIME.length))]
