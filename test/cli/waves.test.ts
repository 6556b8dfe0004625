import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { builtInWaves, readWaveStudy } from '../../src/cli/wave-study.js'
import { checkStack } from '../../src/self-organization/check-stack.js'
import { usePlace } from './motif.js'

const place = usePlace()
const SMALL = `name: small
stack:
  side: 16
  layers:
    - { units: 500, excitation: { radius: 2 }, inhibition: { radius: 5 } }
    - { units: 30, dynamics: winner, projection: { rule: winner } }
  steps: 3000
`
place.write('small.yaml', SMALL)
place.write('sparse.yaml', SMALL.replace('units: 500', 'units: 50'))
place.write('quiet.yaml', SMALL.replace('units: 500,', 'units: 500, noise: 0,'))
place.write('crossed.yaml', SMALL.replace('inhibition: { radius: 5 }', 'inhibition: { radius: 1 }'))
place.write('thin.yaml', SMALL.replace('units: 500', 'units: 110'))

const DRAWN = SMALL.replace('{ units: 500,', '{ units: 500, geometry: { kind: mask, picture: blob.png },')
place.write('drawn.yaml', DRAWN)
place.write('dark.yaml', DRAWN.replace('blob.png', 'dark.png'))
place.write('missing.yaml', DRAWN.replace('blob.png', 'none.png'))
place.write('broken.yaml', DRAWN.replace('blob.png', 'drawn.yaml'))
/** A bright half disc of 300 x 150 pixels. */
const bright = (x: number, y: number): number => ((x - 150) ** 2 + y ** 2 < 120 ** 2 ? 255 : 0)
const grey = (value: (x: number, y: number) => number) =>
  encode({
    ...{ width: 300, height: 150, channels: 1, depth: 8 },
    data: Uint8Array.from({ length: 300 * 150 }, (_, i) => value(i % 300, Math.floor(i / 300))),
  })
writeFileSync(join(place.folder, 'blob.png'), grey(bright))
writeFileSync(
  join(place.folder, 'dark.png'),
  grey(() => 90),
)

describe('motif waves', () => {
  it('shows a wave in characters, measures, and writes a page', async () => {
    const { code, stdout, stderr } = await place.motif('waves', 'small.yaml')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^step 0 +step \d+ +step \d+ +step \d+\n/)
    expect(stdout).toContain('@')
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(stderr).toContain('waves-small.html')
    expect(readFileSync(join(place.folder, 'waves-small.html'), 'utf8')).toContain('wave-step')
  })

  it('gives the same numbers for the same seed, and others for another', async () => {
    const numbers = async (seed: string) => {
      const { stdout } = await place.motif('waves', 'small.yaml', '--seed', seed, '--format', 'json', '--out', 'a.html')
      return JSON.parse(stdout)
    }
    const first = await numbers('1')
    expect(first.layers[0].units).toBe(500)
    expect(await numbers('1')).toEqual(first)
    expect((await numbers('2')).layers[0]).not.toEqual(first.layers[0])
  })

  it.each([
    ['sparse.yaml', 'below critical density'],
    ['quiet.yaml', 'small.stack.layers.0.noise: must be above 0'],
    ['crossed.yaml', 'must be at least the radius of the excitation (2), but got 1'],
    ['dark.yaml', 'dark.png: the sheet is where a picture is bright, but all of it is dark'],
    ['missing.yaml', 'none.png does not exist'],
    ['broken.yaml', 'drawn.yaml: '],
    ['spere', '"spere" is no study of waves; did you mean "sphere"?'],
  ])('%s is refused in one line', async (study, message) => {
    const { code, stderr } = await place.motif('waves', study)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('warns near the critical density and goes on', async () => {
    const { code, stderr } = await place.motif('waves', 'thin.yaml', '--steps', '200')
    expect(code).toBe(0)
    expect(stderr).toContain('warning: small.stack.layers.0: near critical density')
  })

  it('takes a sheet from the bright part of a picture beside the study', () => {
    const [{ geometry }] = readWaveStudy(join(place.folder, 'drawn.yaml')).stack.layers
    if (geometry.kind !== 'mask') throw new Error('a mask was expected')
    const { rows } = geometry
    expect([rows.length, rows[0].length]).toEqual([75, 150])
    for (const [y, row] of rows.entries())
      for (const [x, cell] of [...row].entries()) {
        const away = Math.hypot(2 * x + 1 - 150, 2 * y + 1) - 120
        if (Math.abs(away) > 3) expect(cell).toBe(away < 0 ? '#' : '.')
      }
  })

  it('has built-in studies that can all have waves', () => {
    expect(builtInWaves()).toEqual(['autoencoder', 'donut', 'growth', 'perceptron', 'pooling-layer', 'sphere'])
    for (const name of builtInWaves()) expect(checkStack(readWaveStudy(name).stack, name)).toEqual([])
  })
})
