import { join } from 'node:path'
import { LARGEST, REDUCED, WIDER } from './digit-networks.js'
import { type DigitsResult, trainDigits } from './digits.js'
import { type FewDigits, fewDigits } from './few-digits.js'
import { type PassTime, passTime } from './speed.js'
import { type Schedule, trainYinYang, type YinYangRow } from './yin-yang.js'

/** Trainings are kept here between epochs. */
const KEPT = 'runs/first-spike'
const IMAGES = join(process.env.MOTIF_SHARED ?? '../shared', 'data/mnist')
const SEEDS = [1, 2, 3]

/** Everything that the report is made of: of each kind the parts that were measured. */
export interface FirstSpikeFacts {
  readonly speed: readonly PassTime[]
  readonly yinYang: readonly YinYangRow[]
  readonly few: readonly FewDigits[]
  readonly reduced: readonly DigitsResult[]
  readonly wider: readonly DigitsResult[]
  readonly largest: readonly DigitsResult[]
}

/** Measured by itself and kept as JSON. */
export interface Part {
  readonly name: string
  readonly of: keyof FirstSpikeFacts
  readonly measure: (log: (text: string) => void) => unknown
}

function yinYang(kind: 'weights' | 'axonal' | 'synaptic' | 'frozen', schedule: Schedule, seed: number): Part {
  const frozenHidden = kind === 'frozen'
  const delays = frozenHidden || kind === 'weights' ? 'none' : kind
  const setup = { delays, schedule, seed, epochs: frozenHidden ? 100 : 300, frozenHidden } as const
  return { name: `yin-yang-${kind}-${schedule}-${seed}`, of: 'yinYang', measure: () => trainYinYang(setup) }
}

const NETWORKS = { reduced: REDUCED, wider: WIDER, largest: LARGEST }

const digits = (of: keyof typeof NETWORKS, seed: number): Part => {
  const name = `digits-${of}-${seed}`
  return { name, of, measure: (log) => trainDigits(name, NETWORKS[of], seed, { images: IMAGES, kept: KEPT }, log) }
}

export const PARTS: readonly Part[] = [
  { name: 'speed', of: 'speed', measure: passTime },
  ...SEEDS.flatMap((seed): Part[] => [
    yinYang('weights', 'delgrad', seed),
    yinYang('axonal', 'delgrad', seed),
    yinYang('weights', 'decayed', seed),
    yinYang('axonal', 'decayed', seed),
    yinYang('synaptic', 'decayed', seed),
    yinYang('frozen', 'delgrad', seed),
  ]),
  { name: 'digits-few', of: 'few', measure: () => fewDigits(IMAGES) },
  digits('reduced', 1),
  digits('reduced', 2),
  digits('wider', 1),
  digits('largest', 1),
]
