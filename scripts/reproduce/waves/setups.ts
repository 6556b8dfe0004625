import { key } from '../../../src/kernel/numerics/random.js'
import { buildStack } from '../../../src/self-organization/build-stack.js'
import { hasFormed, measurePools, poolCentre, poolsOf } from '../../../src/self-organization/pools.js'
import { Recording } from '../../../src/self-organization/recording.js'
import type { Stack } from '../../../src/self-organization/stack.js'
import { type StackSettings, stackSchema } from '../../../src/self-organization/stack-settings.js'
import { measureWaves, type WaveMeasures } from '../../../src/self-organization/wave-measures.js'

export const LIF = { units: 1500, excitation: { radius: 2 }, inhibition: { radius: 5 } }
export const IZHIKEVICH = { ...LIF, unit: { model: 'izhikevich' }, inhibition: { radius: 8 } }
export const WINNER = { units: 100, dynamics: 'winner', projection: { rule: 'winner' } }
export const SECOND = { units: 400, excitation: { radius: 3 }, inhibition: { radius: 6 } }

export const settingsOf = (layers: readonly object[], change: object = {}): StackSettings =>
  stackSchema.parse({ layers, ...change })
export const built = (settings: StackSettings, seed: number): Stack => buildStack(settings, key(seed, 'reproduce'))

export function record(stack: Stack, steps: number, layer = 0): Recording {
  for (let s = 0; s < 200; s++) stack.step(false)
  const recording = new Recording()
  for (let s = 0; s < steps; s++) {
    stack.step(false)
    recording.add(stack.fired(layer))
  }
  return recording
}

export function wavesOf(
  first: object,
  seed: number,
  steps: number,
  change: object = {},
  threshold?: number,
): WaveMeasures {
  const stack = built(settingsOf([first], change), seed)
  const measures = measureWaves(stack.sheet(0), record(stack, steps), threshold)
  stack.dispose()
  return measures
}

export function poolsAfter(layers: readonly object[], steps: number, seed: number, change: object = {}) {
  const stack = built(settingsOf(layers, change), seed)
  stack.run(steps)
  const { projection, sheet: upper } = stack.driven[0]
  const lower = stack.sheet(0)
  const { rule } = projection.settings
  const pools = poolsOf(projection, rule === 'winner' ? 'present' : 'half-maximum')
  const measures = measurePools(lower, pools, projection.updates)
  const centres = pools.map((pool, k) =>
    hasFormed(pool, lower.units, projection.updates[k]) ? poolCentre(lower, pool) : undefined,
  )
  stack.dispose()
  return { lower, upper, pools, measures, centres, updates: projection.updates }
}
