import { describe, expect, it } from 'vitest'
import { linePlot } from '../../src/cli/line-plot.js'

const options = { xTitle: 'tries', xText: String, yText: (y: number) => y.toFixed(1), columns: 20, rows: 3 }

describe('a plot of lines', () => {
  it('holds each value until the next point, and begins where the line does', () => {
    const a = {
      name: 'a',
      points: [
        { x: 5, y: 0 },
        { x: 10, y: 1 },
      ],
    }
    const b = { name: 'b', points: [{ x: 0, y: 0.5 }] }
    expect(linePlot([a, b], options)).toBe(
      [
        '1.0 |              *',
        '    |ooooooooooooooo',
        '0.0 |       *******',
        '    +---------------',
        '     0      tries 10',
        '  * a',
        '  o b',
      ].join('\n'),
    )
  })

  it('draws a flat line, and says when there is nothing', () => {
    const flat = {
      name: 'flat',
      points: [
        { x: 1, y: 0.5 },
        { x: 4, y: 0.5 },
      ],
    }
    expect(linePlot([flat], options).split('\n')[2]).toMatch(/^0\.5 \| {4}\*{11}$/)
    expect(linePlot([{ name: 'none', points: [] }], options)).toBe('nothing to plot yet')
  })
})
