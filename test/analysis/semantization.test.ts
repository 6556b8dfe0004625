import { describe, expect, it } from 'vitest'
import {
  assemblyMeasures,
  classAssemblies,
  jaccard,
  meanInformation,
  setOverlap,
} from '../../src/analysis/active-sets.js'
import { classPathways, lesionTest, pathwayMeasures } from '../../src/analysis/class-pathways.js'
import { leaveOneOutAccuracy } from '../../src/analysis/decodability.js'
import { key, uniform } from '../../src/kernel/numerics/random.js'

const set = (...values: number[]) => Uint8Array.from(values)
const SETS = [set(1, 1, 0, 0), set(1, 1, 0, 1), set(0, 0, 1, 1), set(0, 0, 1, 0)]
const LABELS = [0, 0, 1, 1]

describe('active sets', () => {
  it('overlap by the Jaccard index, which is nothing for two empty ones', () => {
    expect(jaccard(set(1, 1, 0), set(0, 1, 1))).toBeCloseTo(1 / 3, 12)
    expect(jaccard(set(0, 0), set(0, 0))).toBeNaN()
  })

  it('overlap within and between classes', () => {
    const { same, different, ratio } = setOverlap(SETS, LABELS)
    expect(same).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12)
    expect(different).toBeCloseTo((0 + 0 + 1 / 4 + 0) / 4, 12)
    expect(ratio).toBeCloseTo(same / different, 12)
  })

  it('make assemblies of what is active in half of a class', () => {
    const assemblies = classAssemblies(SETS, LABELS, 2)
    expect(assemblies).toEqual([set(1, 1, 0, 1), set(0, 0, 1, 1)])
    const { sizes, overlap, classesPerNeuron, exclusive } = assemblyMeasures(assemblies)
    expect(sizes).toEqual([3, 2])
    expect(overlap).toBeCloseTo(1 / 4, 12)
    expect(classesPerNeuron).toBeCloseTo(5 / 4, 12)
    expect(exclusive).toBeCloseTo(3 / 4, 12)
  })

  it('hold one bit where a neuron tells two equal classes, and none where it does not', () => {
    expect(meanInformation([set(1), set(1), set(0), set(0)], LABELS, 2)).toBeCloseTo(1, 12)
    expect(meanInformation([set(1), set(0), set(1), set(0)], LABELS, 2)).toBeCloseTo(0, 12)
  })
})

describe('the nearest centroid with the sample left out', () => {
  it('is right for classes that lie apart', () => {
    expect(leaveOneOutAccuracy(SETS, LABELS, 2)).toBe(1)
  })

  it('does not see the sample it judges: noise is named at chance', () => {
    const noise = Array.from({ length: 200 }, (_, n) =>
      Float64Array.from({ length: 30 }, (_, i) => uniform(key(1, 'noise', n), i)),
    )
    const labels = noise.map((_, n) => n % 2)
    expect(Math.abs(leaveOneOutAccuracy(noise, labels, 2) - 0.5)).toBeLessThan(0.15)
  })
})

describe('pathways', () => {
  // Neurons 0, 1 lead to class 0 and 2, 3 to class 1; neuron 4 is inhibitory and strong.
  const first = [
    [3, 2, 0, 0, 0],
    [2, 3, 0, 0, 0],
    [0, 0, 3, 2, 0],
    [0, 0, 2, 3, 0],
    [9, 9, 9, 9, 0],
  ]
  const last = [
    [2, -1],
    [1, -1],
    [-1, 2],
    [-1, 1],
    [9, 9],
  ]
  const signs = set(1, 1, 1, 1, 0)
  const weights = {
    names: ['hidden 1', 'hidden 2'],
    excitatory: [signs, signs],
    projections: [
      { from: 5, to: 5, weight: (i: number, j: number) => first[i][j] },
      { from: 5, to: 2, weight: (i: number, c: number) => last[i][c] },
    ],
  }

  it('are the most exciting neurons, found backwards from the output, and no inhibitory one', () => {
    expect(classPathways(weights, 0.25)).toEqual([
      [set(1, 0, 0, 0, 0), set(0, 0, 1, 0, 0)],
      [set(1, 0, 0, 0, 0), set(0, 0, 1, 0, 0)],
    ])
    expect(classPathways(weights, 0.5)[1]).toEqual([set(1, 1, 0, 0, 0), set(0, 0, 1, 1, 0)])
  })

  it('are distinct where they share nothing, agree with assemblies that are theirs, and excite their own', () => {
    const pathways = classPathways(weights, 0.5)
    const [below, top] = pathwayMeasures(weights, pathways, pathways)
    expect(below).toMatchObject({
      layer: 'hidden 1',
      distinctness: 1,
      agreement: 1,
      flow: [
        [2.5, 0],
        [0, 2.5],
      ],
    })
    expect(top.flow).toEqual([
      [1.5, 0],
      [0, 1.5],
    ])
  })

  it('cost their class its recall when they are silenced, and the others nothing', () => {
    const pathways = classPathways(weights, 0.5)[1]
    const recall = (silenced: Uint8Array) => [silenced[0] ? 0.1 : 0.9, silenced[2] ? 0.2 : 0.8]
    const { own, others, lost } = lesionTest('hidden 2', pathways, recall)
    expect(own).toBeCloseTo((0.8 + 0.6) / 2, 12)
    expect(others).toBeCloseTo(0, 12)
    expect(lost[0][1]).toBeCloseTo(0, 12)
  })
})
