import { expect, it } from 'vitest'
import { brailleRaster, svgRasters } from '../../src/cli/raster.js'

const sample = { steps: 4, step: Uint16Array.of(0, 1, 3), channel: Uint16Array.of(0, 3, 2) }

it('draws time to the right and channel 0 at the bottom, four dots high and two wide a character', () => {
  // Dots: (0, bottom) is dot 7, (1, top) dot 4; (3, second from top) dot 5 of the second character.
  const dots = String.fromCodePoint(0x2800 + 64 + 8, 0x2800 + 16)
  expect(brailleRaster(sample, { steps: 4, channels: 4, columns: 2, rows: 1 })).toEqual([dots])
  expect(brailleRaster(sample, { steps: 8, channels: 4, columns: 2, rows: 2 })).toHaveLength(2)
})

it('escapes names and draws a mark for each spike', () => {
  const svg = svgRasters('a & b', [{ name: '<x>', sample }], { steps: 4, channels: 4, dt: 0.5 })
  expect(svg).toContain('<title>a &amp; b</title>')
  expect(svg).toContain('&lt;x>')
  expect(svg.match(/M[\d.]+ [\d.]+v/g)).toHaveLength(3)
  expect(svg).toContain('>2.00 s<')
})
