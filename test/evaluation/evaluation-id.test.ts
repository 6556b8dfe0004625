import { describe, expect, it, vi } from 'vitest'
import { dataSchema } from '../../src/data/catalogue.js'
import type { WorkContext } from '../../src/evaluation/context.js'
import { canonicalJson, dataKey, evaluationId, recipeHash, sha256 } from '../../src/evaluation/evaluation-id.js'
import type { EvaluationItem } from '../../src/evaluation/work-item.js'
import { createMotif } from '../../src/topology/motif.js'
import { motifLayer, topologyIn } from '../../src/topology/search-space.js'
import { tinyLayer, tinyRecipe, tinySpace, tinySpec, tinyTopology } from '../learning/tiny.js'
import { evaluationItem, tinyContext } from './tiny-work.js'

const idOf = (item: Partial<EvaluationItem> = {}, context: Partial<WorkContext> = {}, data = 'data') =>
  evaluationId(evaluationItem(item), tinyContext(context), data)

describe('the id of an evaluation', () => {
  it.each<[string, Partial<EvaluationItem>, Partial<WorkContext>, string?]>([
    ['the candidate', { candidate: tinyTopology(5) }, {}],
    ['the replicate', { replicate: 1 }, {}],
    ['the budget', { epochs: 4 }, {}],
    ['where it is scored', { scoreOn: 'test' }, {}],
    ['what it is trained on', { trainOn: ['weights'] }, {}],
    ['the recipe', {}, { recipe: tinyRecipe({ batch: 17 }) }],
    ['the seed', {}, { seed: 5 }],
    ['the data', {}, {}, 'other data'],
  ])('changes with %s', (_, item, context, data) => {
    expect(idOf(item, context, data)).not.toBe(idOf())
  })

  it('changes with the numerics version', async () => {
    vi.resetModules()
    vi.doMock('../../src/kernel/kernel.js', () => ({ NUMERICS_VERSION: -1 }))
    const other = await import('../../src/evaluation/evaluation-id.js')
    vi.doUnmock('../../src/kernel/kernel.js')
    expect(other.evaluationId(evaluationItem(), tinyContext(), 'data')).not.toBe(idOf())
  })

  it('is of the content, in any order of keys', () => {
    expect(idOf()).toMatch(/^[0-9a-f]{64}$/)
    expect(idOf({ candidate: structuredClone(tinyTopology()) })).toBe(idOf())
    const recipe = tinyContext().recipe
    const turned = Object.fromEntries(Object.entries(recipe).reverse()) as typeof recipe
    expect(idOf({}, { recipe: turned })).toBe(idOf())
  })

  it('takes the parts it is trained on as a set', () => {
    expect(idOf({ trainOn: ['alpha', 'weights'] })).toBe(idOf())
    expect(idOf({ trainOn: ['alpha', 'weights', 'alpha'] })).toBe(idOf())
  })

  it('does not know where file data lies, or what the override was: the data key says both', () => {
    expect(idOf({}, { encoded: new SharedArrayBuffer(8), data: tinySpec({ gap: 30 }) })).toBe(idOf())
    expect(idOf({ override: { gap: 30 } })).toBe(idOf())
  })

  it('is the same for a relabelled motif', () => {
    const layer = tinyLayer({ motifSizes: [4] })
    const types = ['excitatory', 'inhibitory', 'absent'] as const
    const synapse = (post: number, pre: number) => types[(2 * post + pre) % 3]
    const lateral = (i: number) => types[i % 3]
    const order = [2, 0, 3, 1]
    const [plain, relabelled] = [
      createMotif(4, synapse, lateral),
      createMotif(
        4,
        (post, pre) => synapse(order[post], order[pre]),
        (i) => lateral(order[i]),
      ),
    ].map((motif) => topologyIn(tinySpace({ layers: [layer] }), [motifLayer(layer, motif)]))
    expect(plain).not.toEqual(relabelled)
    expect(idOf({ candidate: plain })).toBe(idOf({ candidate: relabelled }))
  })
})

describe('the key of data', () => {
  it('is that of the settings in force where the task is generated', () => {
    const keys = [tinySpec(), tinySpec({ gap: 9 })].map((spec) => dataKey(spec, {}, null))
    expect(keys[0]).not.toBe(keys[1])
    expect(dataKey(tinySpec(), { gap: 9 }, null)).toBe(keys[1])
    expect(dataKey(tinySpec(), { gap: 6 }, null)).toBe(keys[0])
  })

  it('is that of the encoded files, whatever the settings are called', () => {
    const fsdd = dataSchema.parse({ source: 'fsdd' })
    expect(dataKey(fsdd, {}, 'content')).toBe('content')
  })
})

describe('canonical JSON', () => {
  it('sorts keys at every depth and leaves lists alone', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }, 3], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1},3]}')
  })

  it('is hashed with SHA-256', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(recipeHash(tinyRecipe())).toBe(sha256(canonicalJson(tinyRecipe())))
  })
})
