import { key } from '../../../src/kernel/numerics/random.js'
import { excitatoryNeighbours } from '../../../src/self-organization/coupling.js'
import { growWithWaves } from '../../../src/self-organization/growing-waves.js'
import { type Row, variation, within } from './row.js'
import { built, LIF, poolsAfter, settingsOf, WINNER, wavesOf } from './setups.js'

export function growth(): Row[] {
  const grown = settingsOf([LIF, WINNER], { growth: {} })
  const stack = built(grown, 1)
  const sheet = stack.sheet(0)
  const boxes = Array.from({ length: 16 }, () => 0)
  for (let i = 0; i < sheet.units; i++)
    boxes[4 * Math.floor(sheet.points[3 * i + 1] / 7) + Math.floor(sheet.points[3 * i] / 7)]++
  const neighbours = Array.from(excitatoryNeighbours(sheet, 2))
  const { units } = sheet
  stack.dispose()
  const drawn = wavesOf(LIF, 1, 4000)
  const own = wavesOf(LIF, 1, 4000, { growth: {} })
  const formed = poolsAfter([LIF, WINNER], 100_000, 1, { growth: {} }).measures
  const stages = growWithWaves(settingsOf([LIF], { growth: { waveSteps: 300, batch: 100 } }), key(1, 'reproduce'))
  const onset = stages.find(({ waveSteps }) => waveSteps > 0)
  return [
    {
      criterion: '14',
      claim: 'cells; variation over 4 x 4 boxes; neighbours',
      expected: '1470 to 1530; below 0.35; 8 to 60',
      measured: `${units}; ${variation(boxes).toFixed(2)}; ${Math.min(...neighbours)} to ${Math.max(...neighbours)}`,
      met:
        Math.abs(units - 1500) <= 30 &&
        variation(boxes) < 0.35 &&
        Math.min(...neighbours) >= 8 &&
        Math.max(...neighbours) <= 60,
    },
    {
      criterion: '14',
      claim: 'waves of the grown sheet: share of steps; size; radius; speed (drawn sheet in brackets)',
      expected: 'bands of criterion 2, 25 % wider',
      measured: `${own.waveSteps.toFixed(2)} (${drawn.waveSteps.toFixed(2)}); ${own.size} (${drawn.size}); ${own.radius.toFixed(2)} (${drawn.radius.toFixed(2)}); ${own.speed.toFixed(2)} (${drawn.speed.toFixed(2)})`,
      met:
        within([own.waveSteps], 0.075, 0.4375) &&
        within([own.size], 37.5, 119) &&
        within([own.radius], 2.175, 4.5) &&
        within([own.speed], 0.1875, 0.75),
    },
    {
      criterion: '14',
      claim: 'pools of the grown sheet: recruited; contiguity; coverage',
      expected: '0.90; 0.95; 0.95',
      measured: `${formed.formed.toFixed(2)}; ${formed.contiguity.toFixed(3)}; ${formed.coverage.toFixed(3)}`,
      met: formed.formed >= 0.9 && formed.contiguity >= 0.95 && formed.coverage >= 0.95,
    },
    {
      criterion: '14',
      claim: 'first waves while growing, at which number of cells and neighbours',
      expected: 'reported',
      measured: onset ? `${onset.cells} cells, ${onset.neighbours.toFixed(1)} neighbours` : 'none',
      met: onset !== undefined,
    },
  ]
}
