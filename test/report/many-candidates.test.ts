import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { key, uniform } from '../../src/kernel/numerics/random.js'
import { makeReport } from '../../src/report/report.js'
import { studyDocument } from '../../src/search/study.js'
import type { StepRecord } from '../../src/store/records.js'
import { createRunStore } from '../../src/store/run-store.js'
import { canonicalTopology, topologyHash } from '../../src/topology/canonical-form.js'
import { randomTopology } from '../../src/topology/search-space.js'
import { topologyDocument } from '../../src/topology/topology-document.js'
import { tinyStudy } from '../search/tiny-study.js'
import { evaluation, header, scored, stateOf } from '../store/sample-run.js'

const folder = mkdtempSync(join(tmpdir(), 'motif-report-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const CANDIDATES = 1000

/** A run of another strategy with so many candidates, without the trainings that it would take. */
function largeRun() {
  const study = tinyStudy({ layers: [{ neurons: 32, motifSizes: [16], lateral: 'search' }] })
  const store = createRunStore(join(folder, 'large'), {
    ...header,
    study: studyDocument(study),
    strategy: 'random',
    seed: 3,
  })
  store.commitSteps({ steps: [], state: stateOf(0) })
  const hashes: string[] = []
  const steps = Array.from({ length: CANDIDATES / 10 }, (_, s): StepRecord => {
    const candidates = Array.from({ length: 10 }, (_, c) => {
      const { topology } = canonicalTopology(randomTopology(study.space, key(9, s, c)))
      hashes.push(topologyHash(topology))
      return { hash: hashes[hashes.length - 1], topology: topologyDocument(topology), role: 'random' }
    })
    return { step: s + 1, phases: [{ name: 'evaluate', metrics: { judged: 10 * s } }], candidates }
  })
  store.commitSteps({ steps, state: stateOf(1) })
  const documents = new Map(steps.flatMap(({ candidates }) => candidates.map(({ hash, topology }) => [hash, topology])))
  for (const [i, [hash, topology]] of [...documents].entries()) {
    const score = { ...scored.score, accuracy: uniform(key(4), i), spikesPerSample: 50 * uniform(key(5), i) }
    const step = Math.floor(hashes.indexOf(hash) / 10) + 1
    store.finishEvaluation(evaluation(`e${i}`, { candidate: { hash, topology }, outcome: { ...scored, score }, step }))
  }
  return { store, candidates: documents.size }
}

it('a report of a run of 1000 candidates takes less than 5 MB', async () => {
  const { store, candidates } = largeRun()
  expect(candidates).toBeGreaterThan(990)
  const { html, document } = await makeReport(store, { reference: 'large' })
  const text = html()
  expect(text).toContain(`${candidates} trainings of ${candidates} candidates`)
  expect(Buffer.byteLength(text)).toBeLessThan(5e6)
  expect(JSON.stringify(document()).length).toBeLessThan(5e6)
  store.close()
})
