import { expect, it } from 'vitest'
import {
  agreement,
  labelsBy,
  motifOf,
  search,
  space,
  teacherWeights,
  trials,
} from '../../scripts/reproduce/teacher-search.js'
import { key } from '../../src/kernel/numerics/random.js'
import { randomTopology } from '../../src/topology/search-space.js'

// Ten teachers with intervals and both controls: npm run reproduce:teacher. This one is a tripwire.
it("alpha finds most of this teacher's connection types, and none by resting", () => {
  const seed = 13
  const teacher = randomTopology(space, key(seed, 'teacher'))
  const inputs = trials(seed)
  const shared = teacherWeights(teacher, seed, inputs)
  const labels = labelsBy(teacher, shared, inputs)
  const found = (alphaRate: number) =>
    agreement(motifOf(search(shared, inputs, labels, alphaRate).topology), motifOf(teacher)).labelled
  expect(found(0.02)).toBeGreaterThan(0.75)
  expect(found(0)).toBeLessThan(0.5)
})
