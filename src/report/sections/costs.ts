import { statSync } from 'node:fs'
import { barX, ruleX, text } from '@observablehq/plot'
import { COMPARE_STRATEGY } from '../../comparison/compare-strategy.js'
import { budgetUses } from '../../store/budget.js'
import { runFile } from '../../store/run-store.js'
import { CHECK_PHASE, searchTime } from '../../store/search-time.js'
import { utilisation } from '../../store/session-load.js'
import type { Figure, Value } from '../figure.js'
import { BLUE, INK } from '../palette.js'
import type { RunFacts } from '../run-facts.js'
import { PAIRS, type Section } from '../section.js'
import { evaluationWord } from '../unscored.js'
import { counted, duration, percent, short } from '../words.js'

export const costs: Section = {
  id: 'costs',
  title: 'What it cost',
  build: (facts) => {
    const { store, study } = facts
    // A comparison takes no steps: all its trainings count, and none of them is a candidate's.
    const isComparison = store.header.strategy === COMPARE_STRATEGY
    const used = isComparison ? { ...store.used(), evaluations: store.evaluations().length } : store.used()
    if (store.lastStep() === 0 && used.evaluations === 0)
      return { notAvailable: `no ${isComparison ? 'training is stored' : 'step of the search is committed'} yet` }
    const word = evaluationWord(store)
    const subject = isComparison ? 'comparison' : 'search'
    const { wallSeconds, cpuSeconds } = searchTime(store)
    const { phases, outcomes, retriedSeconds } = store.spent()
    const check = phases[CHECK_PHASE]
    const load = utilisation(store.sessions())
    const failed = Object.entries(outcomes).reduce(
      (sum, [state, seconds]) => sum + (state === 'scored' ? 0 : (seconds ?? 0)),
      0,
    )
    const rows: Value[][] = [
      [`${subject}, wall time`, duration(wallSeconds)],
      [`${subject}, processor time`, duration(cpuSeconds)],
      [`${word}s`, short(used.evaluations)],
      ...(isComparison
        ? []
        : [
            ['check after it, wall time', check === undefined ? null : duration(check.wallSeconds)],
            ['candidates', short(used.candidates)],
            ['epochs', short(used.epochs)],
            ['samples × time steps', short(used.sampleSteps)],
          ]),
      [`thread time of failed ${word}s`, duration(failed)],
      ['thread time of repeated tries', duration(retriedSeconds)],
      ['threads', load === undefined ? null : `${load.threads}, busy ${percent(load.busy)} of the time`],
      ['recording', load === undefined ? null : percent(load.recording)],
      ['file of the run', `${(statSync(runFile(store.folder)).size / 1e6).toFixed(1)} MB`],
    ]
    const budget = budgetUses(study.budget ?? {}, { ...used, wallSeconds, cpuSeconds })
    return {
      lead: `The ${subject} took ${duration(wallSeconds)} (${duration(cpuSeconds)} of processor time) for ${counted(used.evaluations, word)}${isComparison ? '' : ` of ${counted(used.candidates, 'candidate')}`}${check === undefined ? '' : `, the check after it ${duration(check.wallSeconds)}`}.`,
      numbers: { used, wallSeconds, cpuSeconds, phases, outcomes, retriedSeconds, utilisation: load ?? null, budget },
      figures: phaseFigure(facts),
      tables: [{ id: 'used', title: 'In numbers', columns: PAIRS, rows }],
    }
  },
}

function phaseFigure({ store }: RunFacts): Figure[] {
  const rows = Object.entries(store.spent().phases).map(([phase, { threadSeconds, wallSeconds, cpuSeconds }]) => {
    return { phase, threadSeconds, wallSeconds, cpuSeconds }
  })
  if (rows.length === 0) return []
  const most = Math.max(...rows.map(({ threadSeconds }) => threadSeconds))
  return [
    {
      id: 'phases',
      title: 'Thread time by phase',
      caption: 'Time during which threads had work, summed over threads.',
      alt: `${rows.map(({ phase, threadSeconds }) => `${phase} ${duration(threadSeconds)}`).join('; ')}.`,
      spec: {
        height: 52 + 26 * rows.length,
        marginTop: 8,
        marginLeft: 110,
        marginRight: 90,
        x: { label: 'seconds of threads', grid: true, domain: [0, most] },
        y: { label: null, domain: rows.map(({ phase }) => phase), tickSize: 0 },
        marks: [
          barX(rows, { x: 'threadSeconds', y: 'phase', fill: BLUE, insetTop: 2, insetBottom: 2 }),
          ruleX([0], { stroke: INK }),
          text(rows, {
            x: 'threadSeconds',
            y: 'phase',
            text: (d: (typeof rows)[number]) => duration(d.threadSeconds),
            textAnchor: 'start',
            dx: 6,
            fill: INK,
          }),
        ],
      },
      numbers: rows,
    },
  ]
}
