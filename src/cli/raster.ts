/** Spikes of one sample, as they are drawn. */
export interface RasterSample {
  readonly steps: number
  readonly step: Uint16Array
  readonly channel: Uint16Array
}

/* A braille character has two columns of four dots; the bits of U+2800 + bits:
 *
 *   0 3
 *   1 4
 *   2 5
 *   6 7
 */
const DOT = [
  [0, 3],
  [1, 4],
  [2, 5],
  [6, 7],
]

/**
 * Time to the right, channel 0 at the bottom, `columns` x `rows` characters; a dot is any spike in its part of the plane.
 * `steps`: how many the whole width stands for.
 */
export function brailleRaster(
  { step, channel }: RasterSample,
  { steps, channels, columns, rows }: { steps: number; channels: number; columns: number; rows: number },
): string[] {
  const cells = Array.from({ length: rows }, () => new Uint8Array(columns))
  for (let e = 0; e < step.length; e++) {
    const x = Math.floor((step[e] * 2 * columns) / steps)
    const y = 4 * rows - 1 - Math.floor((channel[e] * 4 * rows) / channels)
    if (x < 2 * columns) cells[y >> 2][x >> 1] |= 1 << DOT[y & 3][x & 1]
  }
  return cells.map((line) => Array.from(line, (bits) => String.fromCodePoint(0x2800 + bits)).join(''))
}

const WIDTH = 640
const HEIGHT = 120
const GAP = 34
const LEFT = 90

/** One panel a sample below the other, titles at the left, a common time axis. */
export function svgRasters(
  title: string,
  panels: readonly { readonly name: string; readonly sample: RasterSample }[],
  { steps, channels, dt }: { steps: number; channels: number; dt: number | null },
): string {
  const height = GAP + panels.length * (HEIGHT + GAP)
  const end = dt === null ? `${steps} steps` : `${(steps * dt).toPrecision(3)} s`
  const drawn = panels.map(({ name, sample }, p) => panel(name, sample, GAP + p * (HEIGHT + GAP), steps, channels, end))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + WIDTH + 20}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...drawn,
    '</svg>',
    '',
  ].join('\n')
}

function panel(
  name: string,
  { step, channel }: RasterSample,
  top: number,
  steps: number,
  channels: number,
  end: string,
) {
  const marks: string[] = []
  for (let e = 0; e < step.length; e++) {
    const x = LEFT + (step[e] * WIDTH) / steps
    const y = top + HEIGHT - ((channel[e] + 1) * HEIGHT) / channels
    marks.push(`M${x.toFixed(1)} ${y.toFixed(1)}v${Math.max(1, HEIGHT / channels).toFixed(1)}`)
  }
  return [
    `<text x="${LEFT - 8}" y="${top + HEIGHT / 2}" text-anchor="end">${escaped(name)}</text>`,
    `<rect x="${LEFT}" y="${top}" width="${WIDTH}" height="${HEIGHT}" fill="none" stroke="#999"/>`,
    `<path d="${marks.join('')}" stroke="black" stroke-width="1" fill="none"/>`,
    `<text x="${LEFT}" y="${top + HEIGHT + 14}" fill="#555">0</text>`,
    `<text x="${LEFT + WIDTH}" y="${top + HEIGHT + 14}" text-anchor="end" fill="#555">${end}</text>`,
  ].join('\n')
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
