import { describe, expect, it } from 'vitest'
import { dataSchema } from '../../../src/data/catalogue.js'
import type { EncodedDataset } from '../../../src/data/dataset.js'
import { generate } from '../../../src/data/generators/generate.js'
import { type GeneratedSource, isGenerated } from '../../../src/data/generators/generated-spec.js'
import { key } from '../../../src/kernel/numerics/random.js'
import { counts, type Features, linearRead } from './linear-read.js'

const SELECTION = 2000

function drawn(source: GeneratedSource, settings: object = {}): EncodedDataset {
  const samples = { weights: 2000, alpha: 0, selection: SELECTION, test: 0 }
  const spec = dataSchema.parse({ source, samples, ...settings })
  if (!isGenerated(spec)) throw new Error('not generated')
  return generate(spec, key(11, 'data', 0))
}

/** How many standard deviations of a guesser's accuracy lie between `accuracy` and chance. */
function deviations(accuracy: number, classes: number): number {
  const chance = 1 / classes
  return (accuracy - chance) / Math.sqrt((chance * (1 - chance)) / SELECTION)
}

/** Spikes of all inputs of each group, ten to a group, in windows that each hold one pulse and the gap after it. */
const pulses =
  (window: number): Features =>
  (data, i) => {
    const groups = data.channels / 10
    const fine = counts(window)(data, i)
    const sums = new Float64Array(fine.length / 10)
    fine.forEach((count, at) => {
      sums[Math.floor(at / data.channels) * groups + Math.floor((at % data.channels) / 10)] += count
    })
    return sums
  }

/** All products of two features. */
const products =
  (features: Features): Features =>
  (data, i) => {
    const own = features(data, i)
    return Float64Array.from([...own].flatMap((a, x) => [...own.slice(x)].map((b) => (a * b) / 100)))
  }

describe('the class of a memory task', () => {
  it.each([
    ['delayed-match', {}],
    ['temporal-xor', {}],
    ['temporal-xor', { bits: 3 }],
    ['n-back', {}],
    ['n-back', { n: 2, items: 5, symbols: 3 }],
  ] as const)('of %s %j is not in a linear read of spike counts', (source, settings) => {
    expect(Math.abs(deviations(linearRead(drawn(source, settings), counts()), 2))).toBeLessThan(4)
  })

  it.each([
    ['delayed-match', 60],
    ['temporal-xor', 60],
    ['n-back', 60],
  ] as const)('of %s is not in a linear read of every pulse on its own either', (source, window) => {
    expect(Math.abs(deviations(linearRead(drawn(source), pulses(window)), 2))).toBeLessThan(4)
  })

  it.each([
    ['delayed-match', 60],
    ['temporal-xor', 60],
    ['n-back', 60],
  ] as const)('of %s is in the products of two pulses', (source, window) => {
    expect(linearRead(drawn(source), products(pulses(window)))).toBeGreaterThan(0.95)
  })

  it('of n-back is not in the products of spike counts of whole trials, as both classes show the same symbols', () => {
    const accuracy = linearRead(drawn('n-back', { n: 2, items: 5, symbols: 3 }), products(pulses(65_536)))
    expect(Math.abs(deviations(accuracy, 2))).toBeLessThan(4)
  })
})

describe('the class of a task of spike times', () => {
  it.each([
    ['randman', 10],
    ['yin-yang', 3],
    ['poisson-templates', 4],
  ] as const)('%s is not in a linear read of spike counts', (source, classes) => {
    const settings = source === 'randman' ? { alpha: 2 } : source === 'poisson-templates' ? { classes } : {}
    expect(Math.abs(deviations(linearRead(drawn(source, settings), counts()), classes))).toBeLessThan(4)
  })

  it.each([
    ['randman', 0.5],
    ['poisson-templates', 0.9],
  ] as const)('%s is in a linear read of counts in windows of five steps', (source, least) => {
    expect(
      linearRead(drawn(source, source === 'randman' ? { alpha: 2 } : { channels: 20, classes: 4 }), counts(5)),
    ).toBeGreaterThan(least)
  })

  it('poisson-templates is in the counts once templates are Poisson', () => {
    const accuracy = linearRead(drawn('poisson-templates', { counts: 'poisson', classes: 4 }), counts())
    expect(accuracy).toBeGreaterThan(0.8)
  })
})

describe('cue accumulation', () => {
  it('is in a linear read of spike counts: it asks for a sum, not for memory, of a readout that counts', () => {
    expect(linearRead(drawn('cue-accumulation'), counts())).toBeGreaterThan(0.95)
  })
})
