import { list, type Row, within } from './row.js'
import { IZHIKEVICH, LIF, poolsAfter, WINNER, wavesOf } from './setups.js'

export function damage(): Row[] {
  const hole = { damage: { kind: 'hole', share: 0.15 } }
  const loss = { damage: { kind: 'random', share: 0.3 } }
  const setting = (name: string, first: object, steps: number): Row => {
    const runs = [1, 2, 3].map((seed) => poolsAfter([first, WINNER], steps, seed, hole).measures)
    const [formed, whole, covered] = [
      runs.map((m) => m.formed),
      runs.map((m) => m.contiguity),
      runs.map((m) => m.coverage),
    ]
    return {
      criterion: '13',
      claim: `hole of 15 %, ${name}: recruited; contiguity; coverage of survivors; three seeds`,
      expected: '0.90; 0.95; 0.90',
      measured: `${list(formed)}; ${list(whole)}; ${list(covered)}`,
      met: within(formed, 0.9, 1) && within(whole, 0.95, 1) && within(covered, 0.9, 1),
    }
  }
  const lif = wavesOf(LIF, 1, 4000, loss, 30)
  const izhikevich = wavesOf(IZHIKEVICH, 1, 4000, loss, 30)
  const widened = wavesOf({ ...IZHIKEVICH, excitation: { radius: 2 / Math.sqrt(0.7) } }, 1, 4000, loss, 30)
  return [
    setting('LIF, 100,000 steps', LIF, 100_000),
    setting('Izhikevich, 20,000 steps', IZHIKEVICH, 20_000),
    {
      criterion: '13',
      claim: '30 % lost at random, LIF: share of steps in waves; coverage',
      expected: 'waves (calibrated 0.11; 0.995)',
      measured: `${lif.waveSteps.toFixed(2)}; ${lif.coverage.toFixed(3)}`,
      met: lif.waveSteps >= 0.05 && lif.coverage >= 0.95,
    },
    {
      criterion: '13',
      claim: '30 % lost at random, Izhikevich: share of steps in waves; with r_i / sqrt(0.7)',
      expected: 'near 0 (refused as below critical density); waves',
      measured: `${izhikevich.waveSteps.toFixed(3)}; ${widened.waveSteps.toFixed(2)}`,
      met: izhikevich.waveSteps < 0.03 && widened.waveSteps > 0.1,
    },
  ]
}
