import { key } from '../../src/kernel/numerics/random.js'
import { buildStack } from '../../src/self-organization/build-stack.js'
import { Recording } from '../../src/self-organization/recording.js'
import type { Stack } from '../../src/self-organization/stack.js'
import { type StackSettings, stackSchema } from '../../src/self-organization/stack-settings.js'

export const IZHIKEVICH = { model: 'izhikevich' }

/** The fast tier of the paper's file: 500 units on 16 x 16, the density of the default sheet. */
export const smallFirst = (change: object = {}) => ({
  units: 500,
  excitation: { radius: 2 },
  inhibition: { radius: 5 },
  ...change,
})

export const stackOf = (layers: readonly object[], change: object = {}): StackSettings =>
  stackSchema.parse({ side: 16, layers, ...change })

/** Runs a stack without learning and records one of its layers. */
export function record(stack: Stack, steps: number, layer = 0, burnIn = 200): Recording {
  for (let s = 0; s < burnIn; s++) stack.step(false)
  const recording = new Recording()
  for (let s = 0; s < steps; s++) {
    stack.step(false)
    recording.add(stack.fired(layer))
  }
  return recording
}

export const built = (settings: StackSettings, seed = 1): Stack => buildStack(settings, key(seed, 'test'))
