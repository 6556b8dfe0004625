import { measureAutoencoder } from './autoencoder.js'
import { list } from './row.js'
import { IZHIKEVICH, LIF, poolsAfter, WINNER } from './setups.js'

/** A setting that was tried where a criterion is missed, and what it gave. */
export interface Trial {
  readonly criterion: string
  readonly setting: string
  readonly measured: string
}

const SEEDS = [1, 2, 3]

/** The winner rule on one sheet, three seeds. */
function pools(name: string, first: object, steps: number, projection: object): Trial {
  const runs = SEEDS.map((seed) => {
    const winner = { ...WINNER, projection: { ...WINNER.projection, ...projection } }
    return poolsAfter([first, winner], steps, seed).measures
  })
  const [formed, whole, covered] = [
    runs.map((m) => m.formed),
    runs.map((m) => m.contiguity),
    runs.map((m) => m.coverage),
  ]
  return {
    criterion: '8',
    setting: `winner rule, ${name}, ${steps} steps`,
    measured: `recruited ${list(formed)}; contiguity ${list(whole)}; coverage ${list(covered, 3)}`,
  }
}

function autoencoder(steps: number, order: 'together' | 'upwards', rate: number, seed: number): Trial {
  const { whole, formed, decoded, decodedBelow } = measureAutoencoder({ steps, order, rate, seed })
  return {
    criterion: '15',
    setting: `autoencoder, ${steps} steps, ${order}, rate ${rate}, seed ${seed}`,
    measured: `whole ${whole.toFixed(2)}; decoded ${decoded.toFixed(2)}; from layer 2 alone ${decodedBelow.toFixed(2)}; pools of layer 3 formed ${formed.toFixed(2)}`,
  }
}

/** Every setting with what it asks for, cheapest first. */
export const TRIALS: readonly (() => Trial)[] = [
  () =>
    pools('Izhikevich, thresholds that grow four times as fast', IZHIKEVICH, 20_000, { threshold: { growth: 0.02 } }),
  () => pools('Izhikevich, rescue below 1000 updates', IZHIKEVICH, 20_000, { rescue: { below: 1000 } }),
  () => pools('Izhikevich, longer', IZHIKEVICH, 100_000, {}),
  () => pools('Izhikevich, rate 0.01', IZHIKEVICH, 100_000, { rate: 0.01 }),
  () => pools('LIF, rate 0.01', LIF, 200_000, { rate: 0.01 }),
  () => autoencoder(100_000, 'upwards', 0.1, 1),
  () => autoencoder(100_000, 'upwards', 0.1, 2),
  () => autoencoder(200_000, 'together', 0.1, 1),
  () => autoencoder(200_000, 'together', 0.02, 1),
]
