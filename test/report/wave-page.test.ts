import { describe, expect, it } from 'vitest'
import { drawFigure } from '../../src/report/draw-figure.js'
import { mapFigure, poolsFigure } from '../../src/report/waves/pool-figures.js'
import { animationFigure, framesFigure, travellingEvent } from '../../src/report/waves/wave-figures.js'
import { wavePage } from '../../src/report/waves/wave-page.js'
import { demonstrate } from '../../src/self-organization/demonstrate.js'
import { waveStudySchema } from '../../src/self-organization/wave-study.js'

const study = waveStudySchema.parse({
  name: 'small',
  stack: {
    side: 16,
    layers: [
      { units: 500, excitation: { radius: 2 }, inhibition: { radius: 5 } },
      { units: 60, excitation: { radius: 4.5 }, inhibition: { radius: 9 } },
    ],
    growth: { waveSteps: 50, batch: 250 },
    steps: 6000,
  },
  record: 2000,
  readOut: { train: 100, test: 100 },
})
const shown = demonstrate(study)
const [first, second] = shown.layers
const event = travellingEvent(first)

describe('the page of a self-organized stack', () => {
  it('shows one wave in eight moments, each with the units that fire then', () => {
    if (!event) throw new Error('no wave')
    const { numbers, spec } = framesFigure(first, event)
    expect(numbers).toHaveLength(8)
    for (const { step, units } of numbers) expect(first.recording.sizeAt(event.first + Number(step))).toBe(units)
    expect(spec.marks?.length).toBeGreaterThan(1)
  })

  it('moves by style rules, one path for every step with spikes, and stands still where motion is not wanted', () => {
    if (!event) throw new Error('no wave')
    const figure = animationFigure(first, event)
    const svg = drawFigure(figure)
    const active = figure.numbers.filter(({ units }) => Number(units) > 0).length
    expect(svg.match(/class="wave-step"/g)).toHaveLength(active)
    expect(svg).toContain('prefers-reduced-motion')
    expect(svg).not.toContain('<script')
  })

  it('draws at most twelve pools, which lie apart, and the net of neighbours twice', () => {
    const [projection] = shown.projections
    const pools = poolsFigure(first, projection, 0)
    const chosen = pools.numbers.map(({ unit }) => Number(unit))
    expect(new Set(chosen).size).toBe(Math.min(12, projection.centres.filter((centre) => centre).length))
    const map = mapFigure(first.sheet, second.sheet, projection, 0)
    expect(map.numbers).toEqual([projection.map])
    expect(drawFigure(map)).toContain('<path')
  })

  it('is one file with waves, growth, pools and read-out, without scripts', () => {
    const html = wavePage(shown)
    for (const id of ['waves', 'growth', 'pools-1', 'read-out']) expect(html).toContain(`<section id="${id}">`)
    expect(html).not.toContain('<script')
    expect(html).toContain('pools ahead by')
    expect(shown.readOut.map(({ kind }) => kind)).toEqual([
      'self-organized',
      'hand-crafted',
      'random pools',
      'permuted pools',
      'Gaussian',
      'raw pixels',
    ])
  })

  it('says so where no wave formed', () => {
    const quiet = { ...first, waves: { ...first.waves, events: [] } }
    expect(travellingEvent(quiet)).toBeUndefined()
    expect(wavePage({ ...shown, layers: [quiet, second] })).toContain('No wave formed')
  })
})
