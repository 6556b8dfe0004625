import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { linearProbeRecipeSchema } from '../../src/learning/linear-probe-recipe.js'
import { linearProbeRule } from '../../src/learning/linear-probe-rule.js'
import type { InputProjection, Recurrent, Topology } from '../../src/topology/topology.js'
import { tinyData, tinyTopology } from './tiny.js'

const recipe = linearProbeRecipeSchema.parse({ rule: 'linear-probe' })
const data = tinyData()

function layer(neurons: number, input: InputProjection, recurrent: Recurrent = { kind: 'none' }): Topology {
  return { ...tinyTopology(), layers: [{ neurons, input, recurrent }] }
}

function probed(topology: Topology, of = data) {
  const training = linearProbeRule.start({
    ...{ topology, data: of, trainOn: ['weights', 'alpha'], recipe, epochs: 1, replicate: key(1) },
  })
  while (!training.done) training.runEpoch()
  return training
}

describe('a linear probe', () => {
  it('finds the class where one pool hears more of one class than of the other, and not where all hear the same', () => {
    // An input of its own for each class, one spike a sample.
    const eventStart = Uint32Array.from({ length: data.samples + 1 }, (_, i) => i)
    const events = { eventStart, eventStep: new Uint16Array(data.samples), eventChannel: data.label }
    const told = { ...data, ...events }
    const apart = probed(layer(2, { kind: 'mask', sources: [[0], [1]] }), told)
    expect(apart.score('selection').accuracy).toBe(1)
    const alike = probed(
      layer(2, {
        kind: 'mask',
        sources: [
          [0, 1],
          [0, 1],
        ],
      }),
      told,
    )
    expect(alike.score('selection').accuracy).toBeLessThan(0.8)
  })

  it('gives full inputs a projection and masks none', () => {
    expect(probed(layer(5, { kind: 'full' })).numbers().projection).toHaveLength(5 * 12)
    expect(probed(layer(1, { kind: 'mask', sources: [[3]] })).numbers().projection).toHaveLength(0)
  })

  it('refuses recurrence, which it would not read', () => {
    expect(() => probed(tinyTopology())).toThrow('its recurrent must be none, but is motif; give space.feedForward')
  })
})
