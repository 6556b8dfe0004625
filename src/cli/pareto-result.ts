import type { Objective } from '../search/objectives.js'
import { type Reference, type RunFront, runFront, type VolumeMoment } from '../search/run-front.js'
import { parseStudy } from '../search/study.js'
import type { RunReader } from '../store/run-reader.js'
import { OBJECTIVE_TITLE, objectiveText } from './objective-text.js'
import type { Result } from './result.js'
import { runIdentity } from './run-identity.js'
import { textTable } from './text-table.js'
import { wrapped } from './wrapped.js'

/** Moments of the course that the table shows. */
const SHOWN = 8

/** Without `objectives` those of the study, and synapses beside a single one: a front needs two. */
export function paretoResult(
  store: RunReader,
  objectives: readonly Objective[] | undefined,
  reference: Reference | undefined,
): Result {
  const study = parseStudy(store.header.study, 'the study of the run')
  const judged = store.metric.name
  const { objectives: own = [judged] } = study
  const usual = own.length > 1 ? own : ([...own, own[0] === 'synapses' ? judged : 'synapses'] as const)
  const found = runFront(store, objectives ?? usual, study.space.readout.classes, reference)
  return {
    json: () => ({
      ...runIdentity('pareto', store.header),
      objectives: found.objectives,
      reference: found.reference,
      scored: found.scored,
      front: found.front.map(({ summary, values }) => ({
        candidate: summary.hash,
        role: summary.role,
        step: summary.firstStep,
        epochs: summary.epochs,
        trainings: summary.loss.n,
        values,
        topology: summary.topology,
      })),
      course: found.course,
    }),
    csv: () => ({
      titles: ['candidate', 'role', 'step', 'trainings', ...found.objectives],
      rows: found.front.map(({ summary, values }) => [
        ...[summary.hash, summary.role, summary.firstStep, summary.loss.n],
        ...found.objectives.map((objective) => values[objective]),
      ]),
    }),
    table: () => tableOf(found),
  }
}

function tableOf(found: RunFront): string {
  const { objectives, front, scored, course } = found
  if (front.length === 0) return 'no candidate has a value in every objective yet'
  const right = (title: string) => ({ title, align: 'right' }) as const
  const columns = ['candidate', 'role', right('step'), ...objectives.map((o) => right(OBJECTIVE_TITLE[o]))]
  const rows = front.map(({ summary: c, values }) => [
    ...[c.hash.slice(0, 12), c.role ?? 'under way', c.firstStep],
    ...objectives.map((objective) => objectiveText(objective, values[objective])),
  ])
  const moments = textTable(
    [right('evaluations'), right('front'), right('hypervolume')],
    shown(course).map((m) => [m.evaluations, m.front, m.hypervolume.toFixed(4)]),
  )
  return [
    `${front.length} of ${scored} scored candidates on the front of ${objectives.join(', ')}`,
    '',
    textTable(columns, rows),
    '',
    moments,
    '',
    ...wrapped(`reference: ${referenceText(found)}`, ''),
    ...wrapped(VOLUME, ''),
  ].join('\n')
}

const VOLUME =
  'hypervolume: share of the box between the reference and the ideal (accuracy 1, all else 0) that the front dominates; ' +
  'compare runs at one --reference'

function referenceText({ objectives, reference }: RunFront): string {
  return objectives.map((name) => `${name} ${Number((reference[name] ?? 0).toPrecision(6))}`).join(', ')
}

/** Evenly spaced, the last always. */
function shown(course: readonly VolumeMoment[]): VolumeMoment[] {
  const count = Math.min(SHOWN, course.length)
  return Array.from({ length: count }, (_, i) => course[Math.round(((i + 1) * course.length) / count) - 1])
}
