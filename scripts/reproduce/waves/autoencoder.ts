import {
  contiguity,
  measurePools,
  neighbourLists,
  poolCentre,
  poolOf,
  poolsOf,
} from '../../../src/self-organization/pools.js'
import { pointDistance } from '../../../src/self-organization/sheet.js'
import type { Row } from './row.js'
import { built, LIF, SECOND, settingsOf } from './setups.js'

/** How layers of 1500, 400 and 1500 units learn. */
export interface AutoencoderRun {
  readonly steps: number
  readonly order: 'together' | 'upwards'
  readonly rate: number
  readonly seed: number
}

/** What output units see through both matrices, and where patches are found again. */
export function measureAutoencoder({ steps, order, rate, seed }: AutoencoderRun) {
  const [first, ...above] = [LIF, SECOND, LIF]
  const driven = above.map((layer) => ({ ...layer, projection: { rate } }))
  const stack = built(settingsOf([first, ...driven], { steps, order }), seed)
  stack.run(steps)
  const [lower, upper] = stack.driven
  const sheet = stack.sheet(0)
  const rows = Array.from({ length: 400 }, (_, k) => lower.projection.row(k))
  const neighbours = neighbourLists(sheet)
  const outputs = Array.from({ length: 1500 }, (_, k) => k).filter((k) => upper.projection.updates[k] >= 20)
  const composed = (k: number): Float64Array => {
    const weights = upper.projection.row(k)
    const most = weights.reduce((a, b) => Math.max(a, b), 0)
    const sum = new Float64Array(1500)
    weights.forEach((w, m) => {
      if (w <= most / 2) return
      const row = rows[m]
      for (let j = 0; j < 1500; j++) sum[j] += w * row[j]
    })
    return sum
  }
  const patches = outputs.map((k) => poolOf(composed(k), 'half-maximum'))
  const whole = patches.filter((patch) => contiguity(patch, neighbours) >= 0.8).length / patches.length
  // A patch of the size of a wave goes up through both matrices and down again to places of layer 1.
  let [right, rightBelow] = [0, 0]
  const tests = 200
  const up = Array.from({ length: 1500 }, (_, k) => upper.projection.row(k))
  for (let n = 0; n < tests; n++) {
    const centre = sheet.points.subarray(3 * n, 3 * n + 3)
    const patch = Array.from({ length: 1500 }, (_, i) => i).filter(
      (i) => pointDistance(sheet, sheet.points.subarray(3 * i, 3 * i + 3), centre) < 3.2,
    )
    const middle = rows.map((row) => patch.reduce((sum, j) => sum + row[j], 0))
    const cut = Math.max(...middle) / 2
    const output = up.map((row, k) =>
      upper.projection.updates[k] >= 20 ? middle.reduce((sum, m, i) => sum + (m > cut ? m * row[i] : 0), 0) : 0,
    )
    const best = output.indexOf(Math.max(...output))
    const decoded = poolCentre(sheet, poolOf(composed(best), 'half-maximum'))
    if (pointDistance(sheet, decoded, centre) <= 0.25 * 28) right++
    const below = rows[middle.indexOf(Math.max(...middle))]
    if (pointDistance(sheet, poolCentre(sheet, poolOf(below, 'half-maximum')), centre) <= 0.25 * 28) rightBelow++
  }
  const pools = poolsOf(upper.projection, 'half-maximum')
  const { formed } = measurePools(stack.sheet(1), pools, upper.projection.updates)
  stack.dispose()
  return { outputs: outputs.length, whole, formed, decoded: right / tests, decodedBelow: rightBelow / tests }
}

export function autoencoder(): Row[] {
  const { outputs, whole, decoded } = measureAutoencoder({ steps: 100_000, order: 'together', rate: 0.1, seed: 1 })
  return [
    {
      criterion: '15',
      claim:
        'autoencoder 1500-400-1500, 100,000 steps: share of recruited outputs whose patch through both matrices is contiguous',
      expected: 'at least 0.5',
      measured: `${whole.toFixed(2)} of ${outputs}`,
      met: whole >= 0.5,
      provisional: true,
    },
    {
      criterion: '15',
      claim: 'share of test patches decoded within a quarter of the width',
      expected: 'at least 0.7',
      measured: decoded.toFixed(2),
      met: decoded >= 0.7,
      provisional: true,
    },
  ]
}
