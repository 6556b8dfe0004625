import { describe, expect, it } from 'vitest'
import { planDocument, planHash, readPlan } from '../../src/comparison/comparison-plan.js'
import { planComparison } from '../../src/comparison/plan-comparison.js'
import { key } from '../../src/kernel/numerics/random.js'
import { gradientRecipe } from '../../src/learning/gradient-recipe.js'
import { handmadeTopology } from '../../src/topology/handmade.js'
import { synapseCount } from '../../src/topology/size.js'
import { tinyStudy } from '../search/tiny-study.js'
import { armOf, foundRun, handmade, planOf, requestOf } from './given.js'

const discovered = armOf('discovered', foundRun(1), foundRun(2))

describe('a plan', () => {
  it('has a block for each search, with its seed, and handmade topologies of its sizes in each', () => {
    const plan = planOf([discovered, handmade('random-sparse', 2), handmade('ring')])
    expect(plan.blocks.map(({ label, seed }) => [label, seed])).toEqual([
      ['run-1', 1],
      ['run-2', 2],
    ])
    const [own, sparse] = plan.arms
    expect(sparse.topologies.map((drawn) => drawn.length)).toEqual([2, 2])
    for (const block of [0, 1]) {
      for (const topology of sparse.topologies[block]) {
        expect(synapseCount(topology)).toBe(synapseCount(own.topologies[block][0]))
        expect(topology.layers.map(({ neurons }) => neurons)).toEqual(
          own.topologies[block][0].layers.map((l) => l.neurons),
        )
      }
    }
    expect(plan.primary).toEqual({ a: 'discovered', b: 'handmade-chosen', declared: 'by default' })
  })

  it('survives its store, and its hash knows what is trained and no names', () => {
    const plan = planOf([discovered, handmade('ring')])
    const stored = readPlan(JSON.parse(JSON.stringify(planDocument(plan))))
    expect(planHash(stored, [null, null])).toBe(planHash(plan, [null, null]))
    const renamed = { ...plan, question: 'Which?', blocks: plan.blocks.map((b) => ({ ...b, label: 'x' })) }
    expect(planHash(renamed, [])).toBe(planHash(plan, []))
    expect(planHash({ ...plan, replicates: 3 }, [])).not.toBe(planHash(plan, []))
    expect(planHash(plan, ['other files'])).not.toBe(planHash(plan, []))
  })

  it('chooses among handmade arms that learn as the first does, with its signs', () => {
    const apart = [handmade('fully-connected'), handmade('liquid-state-machine')]
    const plan = planOf([discovered, ...apart, handmade('ring')], { allow: ['learning'] })
    expect(plan.primary?.b).toBe('ring')
  })

  it('trains the two arms of a square of repair once more without repair', () => {
    const own = gradientRecipe(tinyStudy().recipe, 'the test')
    const study = {
      ...tinyStudy(),
      recipe: { ...own, repair: { ...own.repair, rule: 'gain' } },
    } as const
    const searched = (settings: Record<string, unknown>) => ({
      ...study,
      seed: 1,
      strategy: { name: 'hrmas', settings },
    })
    const repaired = armOf('with', foundRun(1, {}, searched({ repair: { rule: 'gain' } })))
    const unrepaired = armOf('without', foundRun(2, {}, searched({})))
    const arms = [repaired, unrepaired]
    const plan = planOf(arms, { square: { withRepair: 'with', without: 'without' } })
    expect(
      plan.arms.map(({ name, recipe, squareOnly }) => [
        name,
        recipe && gradientRecipe(recipe.settings, 'the test').repair.rule,
        squareOnly,
      ]),
    ).toEqual([
      ['with', undefined, undefined],
      ['without', undefined, undefined],
      ['with, no repair in the recipe', 'none', true],
      ['without, no repair in the recipe', 'none', true],
    ])
    expect(() => planOf([discovered], { square: { withRepair: 'discovered', without: 'ring' } })).toThrow(
      'the square of repair needs two arms of runs, but got "ring"',
    )
    const square = { withRepair: 'with', without: 'without' }
    const refused = (wrong: typeof arms) => expect(() => planOf(wrong, { square }))
    refused([armOf('with', ...unrepaired.sources), unrepaired]).toThrow(
      'the square of repair has with with repair, but run-2 searched without it',
    )
    refused([repaired, armOf('without', ...repaired.sources)]).toThrow(
      'the square of repair has without without repair, but run-1 searched with gain',
    )
    refused([repaired, armOf('without', foundRun(2, {}, searched({ alpha: { rate: 0.1 } })))]).toThrow(
      'searches that differ in their repair alone, but strategy.alpha.rate is none in run-1 and 0.1 in run-2',
    )
  })

  it.each([
    [[handmade('ring')], '--study must name a study with data and recipe, as no arm of the comparison is a run'],
    [[discovered, armOf('discovered', foundRun(3))], 'two arms are called discovered: name one of them'],
    [[discovered, armOf('x', foundRun(1), foundRun(2), foundRun(3))], 'must have 1 run or as many as the others (3)'],
    [
      [discovered, armOf('again', ...discovered.sources)],
      'arms discovered and again are the same (run-1,run-2): leave one out',
    ],
    [
      [handmade('ring'), armOf('loop', ...handmade('ring').sources)],
      'arms ring and loop are the same (ring): leave one out',
    ],
    [[armOf('a b', foundRun(1))], "an arm's name must be letters, digits, dots and dashes"],
    [[armOf('x', foundRun(1), ...handmade('ring').sources)], 'arm x has several topologies that are not all runs'],
  ])('refuses what is no design', (arms, message) => {
    expect(() => planComparison(requestOf(arms))).toThrow(message)
  })

  it('refuses a topology that does not fit the data, whatever is allowed', () => {
    const { topology } = foundRun(1)
    const narrow = { ...topology, inputs: topology.inputs - 1 }
    const file = armOf('mine', { kind: 'file', reference: 'mine.json', topology: narrow })
    expect(planComparison(requestOf([discovered, file])).refused).toMatchObject([{ kind: 'data' }])
    expect(() => planOf([discovered, file], { allow: ['data'] })).toThrow(
      `arm mine has ${narrow.inputs} inputs, but the data has ${topology.inputs} channels`,
    )
  })

  it('refuses a primary contrast of arms that are not there', () => {
    const primary = { a: 'discovered', b: 'rign', declared: 'on the command line' } as const
    expect(() => planOf([discovered, handmade('ring')], { primary })).toThrow(
      'names arm "rign"; known are discovered, ring',
    )
  })
})

describe('an unfair design', () => {
  const refused = (...arms: Parameters<typeof planComparison>[0]['arms']) =>
    planComparison(requestOf(arms)).refused.map(({ kind, text }) => `${kind}: ${text}`)
  const { recipe, data } = tinyStudy()
  const other = (change: Parameters<typeof foundRun>[2], facts: Parameters<typeof foundRun>[1] = {}) =>
    armOf('other', foundRun(1, { reference: 'theirs', ...facts }, change))

  it('has another recipe', () => {
    const arm = other({ recipe: { ...recipe, epochs: recipe.epochs + 1 } })
    expect(refused(discovered, arm)).toEqual([
      `recipe: theirs searched with recipe.epochs ${recipe.epochs + 1}, not ${recipe.epochs}`,
    ])
  })

  it('has other data', () => {
    const arm = other({ data: { ...data, gap: 30 } as typeof data })
    expect(refused(discovered, arm)).toEqual([expect.stringMatching(/^data: theirs searched data\.gap 30, not /)])
  })

  it('has searches of unequal budgets', () => {
    expect(refused(discovered, other({}, { sampleSteps: 1040 }))).toEqual([])
    expect(refused(discovered, other({}, { sampleSteps: 2_000_000 }))).toEqual([
      'budget: searches of discovered used 0.0 million samples x steps each, those of other 2.0 million',
    ])
  })

  it('has one search twice, or one that has not ended', () => {
    expect(refused(armOf('x', foundRun(1), foundRun(1)))).toEqual([
      'seeds: run-1 and run-1 have the same data and seed (1)',
    ])
    expect(refused(armOf('x', foundRun(1, { isFinished: false })))).toEqual([
      'unfinished: run-1 has not ended its search',
    ])
  })

  it('has searches of other seeds side by side in a block', () => {
    expect(refused(discovered, armOf('other', foundRun(2), foundRun(1)))).toEqual([
      'seeds: run-2 has seed 2, but stands beside run-1 of seed 1',
      'seeds: run-1 has seed 1, but stands beside run-2 of seed 2',
    ])
    const theirs = { folder: 'runs/theirs' }
    expect(refused(discovered, armOf('other', foundRun(1, theirs), foundRun(2, theirs)))).toEqual([])
    // A single run is in every block, and two single runs are no pairs.
    expect(refused(discovered, armOf('other', foundRun(3)))).toEqual([])
    expect(refused(armOf('one', foundRun(1)), armOf('other', foundRun(2)))).toEqual([])
  })

  it('has other neurons, constants or readouts', () => {
    const { space } = tinyStudy()
    const wide = handmadeTopology(
      'ring',
      { ...space, layers: space.layers.map((l) => ({ ...l, neurons: 2 * l.neurons })) },
      { key: key(1) },
    )
    const slow = {
      ...wide,
      neuron: { ...wide.neuron, tauMem: 99 },
      readout: { ...wide.readout, kind: 'spiking' as const },
    }
    const kinds = planComparison(
      requestOf([discovered, armOf('file', { kind: 'file', reference: 'mine.json', topology: slow })]),
    ).refused.map(({ kind }) => kind)
    expect(kinds).toEqual(['neurons', 'constants', 'readout'])
  })

  it('has a reservoir, whose recurrent weights are not trained', () => {
    expect(refused(discovered, handmade('liquid-state-machine'))).toEqual([
      'learning: liquid-state-machine trains its readout only, other arms all weights',
    ])
  })

  it('has free signs against typed ones in the primary contrast, and nowhere else', () => {
    const arms = [discovered, handmade('fully-connected'), handmade('ring')]
    const against = (b: string) =>
      planComparison(requestOf(arms, { primary: { a: 'discovered', b, declared: 'on the command line' } })).refused
    expect(against('fully-connected')).toMatchObject([{ kind: 'signs' }])
    expect(against('ring')).toEqual([])
  })

  it('is planned where the differences are allowed, and keeps them', () => {
    const arm = other({ recipe: { ...recipe, epochs: 9 } })
    const { plan, refused: left } = planComparison(requestOf([discovered, arm], { allow: ['recipe'] }))
    expect(left).toEqual([])
    expect(plan.allowed.map(({ kind }) => kind)).toEqual(['recipe'])
    expect(plan.arms[1].recipe?.settings.epochs).toBe(9)
  })
})
