/**
 * Which recipe for spoken digits? `npm run reproduce:recipes -- validation [LABEL...]` trains the variants of
 * scripts/reproduce/recipes/variants.yaml (those whose label begins so) and scores them on validation data;
 * `-- official` and `-- speakers [REPLICATES [ARM]]` train the chosen recipes on fresh seeds and score test files. What is
 * measured already is not measured again (docs/results/recipes-*.json); then, and without arguments, docs/results/recipes.md is written.
 */
import { writeFileSync } from 'node:fs'
import { recipesReport } from './recipes/report.js'
import { doJobs, readScores, TEST_FILE, VALIDATION_FILE } from './recipes/store.js'
import { OFFICIAL, speakerArms } from './recipes/tests.js'
import { validationJobs } from './recipes/validation.js'
import { readVariants } from './recipes/variant.js'

const [what, ...rest] = process.argv.slice(2)
const variants = readVariants()
if (what === 'validation') {
  const asked = variants.filter(({ label }) => rest.length === 0 || rest.some((start) => label.startsWith(start)))
  await doJobs(asked.flatMap(validationJobs), VALIDATION_FILE)
} else if (what === 'official') {
  await doJobs(
    OFFICIAL.flatMap(({ jobs }) => jobs),
    TEST_FILE,
  )
} else if (what === 'speakers') {
  const [replicates = '2', start = ''] = rest
  const arms = speakerArms(Number(replicates)).filter(({ label }) => label.startsWith(start))
  await doJobs(
    arms.flatMap(({ jobs }) => jobs),
    TEST_FILE,
  )
} else if (what !== undefined) {
  throw new Error(`"${what}": known are validation, official and speakers`)
}
writeFileSync('docs/results/recipes.md', recipesReport(variants, readScores(VALIDATION_FILE), readScores(TEST_FILE)))
