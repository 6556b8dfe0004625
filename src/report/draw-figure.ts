import { type PlotOptions, plot } from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { escaped } from './escaped.js'
import type { Figure } from './figure.js'
import { INK } from './palette.js'

/** Narrow windows scroll what would become too small to read. */
const LEAST_WIDTH = 480

/** What all figures share; a figure's own options stand before these. */
const USUAL: PlotOptions = { width: 680, marginLeft: 56, marginTop: 30, marginBottom: 44 }

/** Draws a figure as SVG text that stands by itself: with its role, name and description. */
export function drawFigure({ title, alt, spec }: Figure): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const options = { ...USUAL, ...spec }
  const style = {
    ...{ fontSize: '12px', fontFamily: 'inherit', color: INK, background: 'white', overflow: 'visible' },
    minWidth: `${Math.min(LEAST_WIDTH, options.width ?? LEAST_WIDTH)}px`,
  }
  const text = shortNumbers(plot({ ...options, style, document }).outerHTML)
  const named = `role="img" aria-label="${escaped(`${title}. ${alt}`)}" xmlns="http://www.w3.org/2000/svg"`
  return text.replace(/^<svg /, `<svg ${named} `)
}

/** Two decimals of a pixel are enough; a third of a large figure is digits. */
function shortNumbers(svg: string): string {
  return svg.replaceAll(/<[a-z][^>]*>/g, (tag) =>
    tag.replaceAll(/-?\d+\.\d{3,}(e-?\d+)?/g, (digits) => String(Math.round(Number(digits) * 100) / 100)),
  )
}
