import { join } from 'node:path'
import { resumeRun, startRun } from '../src/comparison/run-study.js'
import { openRunStore } from '../src/store/run-store.js'
import type { Section } from './context.js'
import { inTemporaryFolder, NO_DIGITS, prepareDigits } from './digits-study.js'

const THREADS = 2

/** What a real run spends on its store: commits of steps, logs, states and evaluations. */
export const runShare: Section = async ({ quick, say }) => {
  const prepared = await prepareDigits(say)
  const title = 'Logging and checkpoints: share of a run'
  if (!prepared) return { report: { title, notes: [NO_DIGITS], tables: [] }, data: null }
  const wallSeconds = quick ? 8 : 30
  say(`run: the FSDD study for ${wallSeconds} s`)
  const sessions = await inTemporaryFolder(async (folder) => {
    const options = {
      dataDir: process.env.MOTIF_DATA,
      threads: THREADS,
      signal: new AbortController().signal,
      wallSeconds,
    }
    const started = await startRun(prepared.study, folder, 'bench', options)
    await started.end
    // A second session: it starts from the stored state, as every later one does.
    await resumeRun(join(folder, 'bench'), 0, { ...options, wallSeconds: wallSeconds / 2 })
    const store = openRunStore(join(folder, 'bench'), { mode: 'read' })
    const ended = store.sessions().flatMap(({ end }) => (end ? [end] : []))
    const steps = store.latestState()?.step ?? 0
    store.close()
    return { ended, steps }
  })
  const rows = sessions.ended.map(({ wallSeconds: wall, commitSeconds }, s) => [
    s === 0 ? 'start' : 'resume',
    wall,
    commitSeconds,
    `${((100 * commitSeconds) / wall).toFixed(2)} %`,
  ])
  return {
    report: {
      title,
      notes: [
        `The FSDD study on ${THREADS} threads, ended by a wall limit and resumed; ${sessions.steps} steps in all. Seconds inside transactions of the store, measured by the run itself.`,
      ],
      tables: [{ columns: ['session', 'wall s', 'in the store s', 'share'], rows }],
    },
    data: sessions,
  }
}
