import { type Key, key } from '../kernel/numerics/random.js'
import type { InputProjection } from '../topology/topology.js'
import { buildStack } from './build-stack.js'
import type { Geometry } from './geometry.js'
import { pixelMap } from './pixel-map.js'
import { poolsOf } from './pools.js'
import type { Stack } from './stack.js'
import { stackSchema } from './stack-settings.js'

/** A sheet of waves that wires a layer to its inputs. */
export interface WiringSettings {
  readonly units: number
  readonly side: number
  readonly geometry: Geometry
  /** Inner edge of the inhibition: the size of waves, and so of pools. */
  readonly waveRadius: number
  readonly steps: number
  /** How the inputs lie: a picture of width x height, row by row. */
  readonly picture: { readonly width: number; readonly height: number }
}

/** The sheet and the layer above it, after the waves that wire them. The caller disposes of it. */
export function wiringStack(settings: WiringSettings, neurons: number, k: Key): Stack {
  const { units, side, geometry, waveRadius, steps } = settings
  const stack = buildStack(
    stackSchema.parse({
      side,
      layers: [
        { units, geometry, inhibition: { radius: waveRadius } },
        { units: neurons, geometry, dynamics: 'winner', projection: { rule: 'winner' } },
      ],
      steps,
    }),
    key(k, 'wiring'),
  )
  stack.run(steps)
  return stack
}

/** Each neuron hears the inputs under its pool. */
export function maskOf(stack: Stack, { picture }: WiringSettings, inputs: number): InputProjection {
  const pixels = pixelMap(stack.sheet(0), picture.width, picture.height)
  const pools = poolsOf(stack.driven[0].projection, 'present')
  const sources = pools.map((pool) => {
    const heard = [...new Set(Array.from(pool, (unit) => pixels[unit]))].filter((input) => input < inputs)
    return heard.sort((a, b) => a - b)
  })
  return { kind: 'mask', sources }
}

/** The input mask of a layer whose neurons are the units above a sheet. */
export function wiredInput(settings: WiringSettings, neurons: number, inputs: number, k: Key): InputProjection {
  const stack = wiringStack(settings, neurons, k)
  const input = maskOf(stack, settings, inputs)
  stack.dispose()
  return input
}
