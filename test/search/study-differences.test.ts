import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseStudy } from '../../src/search/study.js'
import { studyDifferences } from '../../src/search/study-differences.js'
import { TINY } from '../cli/motif.js'

const study = (text: string) => parseStudy(parse(text), 'study')

it('names the path and both values, with defaults filled in', () => {
  const other = study(TINY.replace('epochs: 2, ', '').replace('motifSizes: [4]', 'motifSizes: [4, 8]'))
  expect(studyDifferences(study(TINY), other)).toEqual([
    { path: 'recipe.epochs', before: '2', after: '40' },
    { path: 'space.layers.0.motifSizes.1', before: undefined, after: '8' },
  ])
})

it('does not mind name, question and wall limits', () => {
  const other = TINY.replace('name: tiny', 'name: other\nlimits: { evaluationSeconds: 3 }').replace('Does', 'How does')
  expect(studyDifferences(study(TINY), study(other))).toEqual([])
})
