import { describe, expect, it } from 'vitest'
import { planComparison } from '../../src/comparison/plan-comparison.js'
import { parseVariants } from '../../src/comparison/recipe-variants.js'
import { armOf, foundRun, handmade, planOf, requestOf } from './given.js'

const vary = parseVariants('recipe.batch=8,16')

describe('arms with each value of a setting of the recipe', () => {
  it('take the names of the values where there is one topology, and train by their own recipe', () => {
    const { plan, refused } = planComparison(requestOf([armOf('found', foundRun(1))], { vary }))
    expect(plan.arms.map(({ name, variant, recipe }) => [name, variant, recipe?.text])).toEqual([
      ['8', '8', 'recipe.batch 8'],
      ['16', '16', 'recipe.batch 16'],
    ])
    expect(plan.arms.map(({ recipe }) => recipe?.settings)).toMatchObject([{ batch: 8 }, { batch: 16 }])
    expect(plan.arms[1].topologies).toEqual(plan.arms[0].topologies)
    expect(plan.primary).toMatchObject({ a: '8', b: '16' })
    expect(plan.allowed).toEqual([
      { kind: 'recipe', arms: ['8', '16'], text: 'recipe.batch is 8 or 16, everything else alike' },
    ])
    expect(refused).toEqual([])
  })

  it('stand behind the names of several topologies, and only arms of one value are chosen among', () => {
    const plan = planOf([armOf('found', foundRun(1)), handmade('ring'), handmade('dense-ei')], { vary })
    expect(plan.arms.map(({ name }) => name)).toEqual([
      ...['found.8', 'found.16', 'ring.8', 'ring.16', 'dense-ei.8', 'dense-ei.16'],
    ])
    expect(plan.primary?.a).toBe('found.8')
  })

  it('are values of the recipe as a study would have them', () => {
    const asked = (text: string) => () =>
      planOf([handmade('ring'), armOf('found', foundRun(1))], { vary: parseVariants(text) })
    expect(asked('recipe.batch=8,none')).toThrow('--vary.recipe.batch: must be a number, but got "none"')
    expect(asked('recipe.bach=8,16')).toThrow('--vary.recipe: unknown key "bach"; did you mean "batch"?')
  })
})

describe('--vary', () => {
  it('leaves commas within brackets to their value', () => {
    expect(parseVariants('recipe.drops=[],[0.5,0.8]').values).toEqual(['[]', '[0.5,0.8]'])
  })

  it.each([
    [
      'data.gap=5,6',
      '--vary must be a setting of the recipe, as recipe.feedback=symmetric,random, but got "data.gap=5,6"',
    ],
    ['recipe.batch', '--vary must be a setting of the recipe'],
    ['recipe.batch=8,', '--vary must be a setting of the recipe'],
    ['recipe.batch=8', '--vary needs two values or more of recipe.batch'],
    ['recipe.batch=8,8', '--vary recipe.batch=8,8: 8 is there twice'],
  ])('refuses %s', (text, message) => {
    expect(() => parseVariants(text)).toThrow(message)
  })
})
