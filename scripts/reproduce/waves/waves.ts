import type { WaveMeasures } from '../../../src/self-organization/wave-measures.js'
import { list, type Row, variation, within } from './row.js'
import { LIF, wavesOf } from './setups.js'

export function waves(): Row[] {
  const seeds = [1, 2, 3, 4, 5].map((seed) => wavesOf(LIF, seed, 4000))
  const row = (
    claim: string,
    of: (m: WaveMeasures) => number,
    low: number,
    high: number,
    expected: string,
    digits = 2,
  ): Row => {
    const values = seeds.map(of)
    return { criterion: '2', claim, expected, measured: list(values, digits), met: within(values, low, high) }
  }
  const [radii, sizes] = [seeds.map((m) => m.radius), seeds.map((m) => m.size)]
  return [
    row('share of steps with more than 30 spikes, five seeds', (m) => m.waveSteps, 0.1, 0.35, '0.10 to 0.35', 3),
    row('events', (m) => m.events.length, 10, 1e9, 'at least 10', 0),
    row('median size, units', (m) => m.size, 50, 95, '50 to 95', 0),
    row('wave radius', (m) => m.radius, 2.9, 3.6, '2.9 to 3.6'),
    row('centre speed per step', (m) => m.speed, 0.25, 0.6, '0.25 to 0.6'),
    row('coverage', (m) => m.coverage, 0.98, 1, 'at least 0.98', 3),
    {
      criterion: '2',
      claim: 'variation between seeds, radius and size',
      expected: 'at most 5 %, 15 %',
      measured: `${(100 * variation(radii)).toFixed(1)} %, ${(100 * variation(sizes)).toFixed(1)} %`,
      met: variation(radii) <= 0.05 && variation(sizes) <= 0.15,
    },
  ]
}
