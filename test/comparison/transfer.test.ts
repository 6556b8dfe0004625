import { describe, expect, it } from 'vitest'
import { checkedTopologies } from '../../src/comparison/check-table.js'
import { transferStudy } from '../../src/comparison/transfer.js'
import { key } from '../../src/kernel/numerics/random.js'
import { parseStudy, studyDocument } from '../../src/search/study.js'
import { carryTopology } from '../../src/topology/carry-topology.js'
import { randomTopology } from '../../src/topology/search-space.js'
import { tinyDocument, tinyStudy } from '../search/tiny-study.js'

const source = tinyStudy({ layers: [{ neurons: 16, motifSizes: [8], ring: true, lateral: 'search' }] })
const topology = randomTopology(source.space, key(1))
const settings = { replicates: 2, draws: 4 }
const target = tinyStudy({ data: { gap: 9 }, layers: [{ neurons: 24, motifSizes: [4], lateral: 'none' }] })

describe('the study of a transfer', () => {
  const study = transferStudy(target, topology, settings, 'found')

  it("has the target's data, recipe, seed and layers, and nothing of a search", () => {
    const { data, recipe, seed } = target
    expect(study).toMatchObject({ data, recipe, seed, schedule: { iterations: 1 }, name: 'transfer-tiny' })
    const full = parseStudy(
      { ...tinyDocument(), objectives: ['accuracy', 'synapses'], constraints: { synapses: { max: 1 } } },
      't',
    )
    const plain = transferStudy(full, topology, settings, 'found')
    expect(plain.objectives).toBeUndefined()
    expect(plain.constraints).toBeUndefined()
  })

  it('judges the carried motif, and checks it beside motifs of its size, ring and signs', () => {
    const carried = carryTopology(topology, study.space, 'found')
    expect(carried.layers[0]).toMatchObject({ neurons: 24, recurrent: topology.layers[0].recurrent })
    const arms = checkedTopologies(study, study.comparisons[0], carried)
    expect(arms.map(({ arm }) => arm)).toEqual([
      'discovered',
      ...['random', 'random', 'random', 'random', 'dense-ei', 'dense-ei', 'dense-ei', 'dense-ei', 'all-excitatory'],
    ])
    for (const { topology: arm } of arms) {
      expect(arm.layers[0]).toMatchObject({ neurons: 24, recurrent: { motif: { size: 8 }, ring: true } })
    }
  })

  it('reads back to itself, as a resume needs it', () => {
    expect(parseStudy(studyDocument(study), 'again')).toEqual(study)
  })

  it('takes other numbers of neurons', () => {
    const large = transferStudy(target, topology, { ...settings, neurons: 64 }, 'found')
    expect(large.space.layers.map(({ neurons }) => neurons)).toEqual([64])
    expect(() => transferStudy(target, topology, { ...settings, neurons: 20 }, 'found')).toThrow(
      'found: its motif size (8) must divide the 20 neurons of layer 0',
    )
  })

  it('leaves layers out that the target may lack, and refuses more than it can have', () => {
    const optional = [
      { neurons: 16, motifSizes: [8] },
      { neurons: 16, motifSizes: [8], optional: true },
    ]
    expect(transferStudy(tinyStudy({ layers: optional }), topology, settings, 'found').space.layers).toHaveLength(1)
    const deep = randomTopology(
      tinyStudy({ layers: [...optional.slice(0, 1), { neurons: 8, motifSizes: [8] }] }).space,
      key(1),
    )
    expect(() => transferStudy(target, deep, settings, 'found')).toThrow('found has 2 layers, but the study has 1')
  })
})
