import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Prepared, prepareRun } from '../src/comparison/prepare-run.js'
import type { Study } from '../src/search/study.js'
import { readStudy } from '../src/search/study-file.js'
import { UsageError } from '../src/usage-error.js'

/** The layer and the spikes that docs/results/performance.md measures; the study's own recipe may move on. */
const AS_MEASURED = [
  'data.encoder={"kind":"lyon-bsa","binBy":3,"maxSteps":200}',
  'space.neuron={"tauMem":20,"tauSyn":5}',
  'recipe.augmentation={"eventDropout":0.1}',
  'strategy.repair={"rule":"spikl-ip","targetRate":0.15,"step":0.01,"bounds":[0.8,8],"samples":32}',
]

/** The spoken digits with trainings of one epoch and no check afterwards. */
export function shortStudy(): Study {
  const study = readStudy('spoken-digits', AS_MEASURED)
  return { ...study, comparisons: [], recipe: { ...study.recipe, epochs: 1 } }
}

/** Undefined where the recordings are not to be found; encodes them the first time. */
export async function prepareDigits(say: (text: string) => void): Promise<Prepared | undefined> {
  try {
    return await prepareRun(shortStudy(), { dataDir: process.env.MOTIF_DATA, threads: 2 })
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    say(`left out, no spoken digits: ${error.message}`)
    return undefined
  }
}

export const NO_DIGITS = 'Left out: the recordings of spoken digits were not found (MOTIF_DATA names their folder).'

/** Runs `work` with a new folder that is removed afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'motif-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
