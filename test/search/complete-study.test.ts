import { expect, it } from 'vitest'
import { completeStudy } from '../../src/search/complete-study.js'
import { parseStudy, studyDocument, studyHash } from '../../src/search/study.js'
import { readStudy } from '../../src/search/study-file.js'

it("a strategy's defaults are part of what is stored and hashed", async () => {
  const bare = readStudy('quickstart')
  const { study } = await completeStudy(bare)
  expect(study.strategy.settings.repairEvery).toBe(1)
  const written = readStudy('quickstart', ['strategy.repairEvery=1'])
  expect(studyHash(written, null)).not.toBe(studyHash(bare, null))
  expect(studyHash((await completeStudy(written)).study, null)).toBe(studyHash(study, null))
})

it('completing a complete study changes nothing', async () => {
  const { study } = await completeStudy(readStudy('quickstart'))
  const stored = parseStudy(JSON.parse(JSON.stringify(studyDocument(study))), 'stored')
  expect(studyHash((await completeStudy(stored)).study, null)).toBe(studyHash(study, null))
})
