import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { initialAlpha, probabilities } from '../../src/learning/alpha.js'
import { createSupernet } from '../../src/learning/supernet.js'
import { initialSupernetParameters, supernetWeights } from '../../src/learning/supernet-weights.js'
import { UsageError } from '../../src/usage-error.js'
import { effectiveMatrix } from './effective-matrix.js'
import { SPACES } from './supernet-spaces.js'
import { tinyLayer, tinyRecipe, tinySpace } from './tiny.js'

describe('links of the supernet', () => {
  it.each(['a line', 'a ring without self-connections'])(
    'stay inside a motif or join same-index neurons of neighbours, %s',
    (name) => {
      const net = createSupernet(SPACES[name])
      const [layer] = SPACES[name].layers
      const weights = new Float32Array(planOffsets(net.plan).weights)
      const parameters = initialSupernetParameters(net, tinyRecipe(), key(1, 'replicate', 0))
      supernetWeights(net, parameters, probabilities(net, initialAlpha(net, key(1))), weights)
      const matrix = effectiveMatrix(net.plan, weights)
      const allowed = (post: number, pre: number) =>
        layer.motifSizes.some((size) => {
          const [a, b] = [Math.floor(post / size), Math.floor(pre / size)]
          if (a === b) return layer.selfConnections || post !== pre
          const apart = Math.abs(a - b)
          const neighbours = apart === 1 || (layer.ring && apart === layer.neurons / size - 1)
          return neighbours && post % size === pre % size
        })
      matrix.forEach((row, post) => {
        row.forEach((weight, pre) => {
          expect(weight !== 0, `${pre} -> ${post}`).toBe(allowed(post, pre))
        })
      })
    },
  )
})

describe('createSupernet', () => {
  it('refuses free signs', () => {
    const space = tinySpace({ layers: [tinyLayer({ signs: 'free' })] })
    expect(() => createSupernet(space)).toThrow(UsageError)
    expect(() => createSupernet(space)).toThrow('space.layers[0].signs must be typed, but got free')
  })
})
