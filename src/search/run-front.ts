import type { RunReader } from '../store/run-reader.js'
import { UsageError } from '../usage-error.js'
import { type JudgedCandidate, judgedCandidates } from './judged-candidates.js'
import { isMaximised, type Objective } from './objectives.js'
import { firstFront, hypervolume, type Point } from './pareto.js'

/** Where the dominated volume is measured from: a value for every objective that is asked for. */
export type Reference = Readonly<Partial<Record<Objective, number>>>

export interface VolumeMoment {
  /** Evaluations of the search so far, failed ones included. */
  readonly evaluations: number
  /** Candidates on the front then. */
  readonly front: number
  /** Share of the box between reference and ideal (accuracy 1, everything else 0) that the front dominates: 0 .. 1. */
  readonly hypervolume: number
}

export interface RunFront {
  readonly objectives: readonly Objective[]
  readonly reference: Reference
  /** Best of the first objective first. */
  readonly front: readonly JudgedCandidate[]
  /** Candidates of that budget with a finite value in every objective. */
  readonly scored: number
  readonly course: readonly VolumeMoment[]
}

/** Moments at which the volume is worked out. */
const MOMENTS = 100

/**
 * The Pareto front of a run's candidates with the run's largest budget, and how the volume it dominates grew; a candidate
 * counts from its first evaluation on, with the means it has in the end. Without a value in `given` the reference of accuracy is
 * chance, that of another objective its largest value in this run: give it where runs are to be compared.
 */
export function runFront(
  store: RunReader,
  objectives: readonly Objective[],
  classes: number,
  given: Reference = {},
): RunFront {
  checkReference(objectives, given)
  const judged = judgedCandidates(store)
  const epochs = judged.reduce((most, { summary }) => Math.max(most, summary.epochs), 0)
  const scored = judged.filter(
    ({ summary, values }) =>
      summary.epochs === epochs && objectives.every((objective) => Number.isFinite(values[objective])),
  )
  const reference = Object.fromEntries(
    objectives.map((objective) => [objective, given[objective] ?? usualReference(objective, scored, classes)]),
  ) as Reference
  const minimised = (values: JudgedCandidate['values']): Point =>
    objectives.map((objective) => (isMaximised(objective) ? -values[objective] : values[objective]))
  const points = scored.map(({ values }) => minimised(values))
  const order = firstFront(points).sort((a, b) => points[a][0] - points[b][0] || a - b)
  const corner = objectives.map((objective) => (isMaximised(objective) ? -1 : 1) * (reference[objective] ?? 0))
  const pointOf = new Map(scored.map(({ summary }, i) => [summary.hash, points[i]]))
  const evaluations = store.searchEvaluations().map((e) => (e.epochs === epochs ? pointOf.get(e.candidate) : undefined))
  return {
    objectives,
    reference,
    front: order.map((i) => scored[i]),
    scored: scored.length,
    course: course(evaluations, corner, objectives),
  }
}

function usualReference(objective: Objective, scored: readonly JudgedCandidate[], classes: number): number {
  if (objective === 'accuracy') return 1 / classes
  return scored.reduce((most, { values }) => Math.max(most, values[objective]), 0)
}

function checkReference(objectives: readonly Objective[], reference: Reference): void {
  for (const name of Object.keys(reference)) {
    if (objectives.some((objective) => objective === name)) continue
    throw new UsageError(`--reference names ${name}, which is not among the objectives ${objectives.join(', ')}`)
  }
}

/** `evaluations`: the point of the candidate, undefined where an evaluation gave none. */
function course(
  evaluations: readonly (Point | undefined)[],
  corner: Point,
  objectives: readonly Objective[],
): VolumeMoment[] {
  // From the reference to accuracy 1 or to 0 of everything else.
  const box = corner.reduce((volume, edge, m) => volume * (isMaximised(objectives[m]) ? edge + 1 : edge), 1)
  const every = Math.max(1, Math.ceil(evaluations.length / MOMENTS))
  const moments: VolumeMoment[] = []
  const seen = new Set<Point>()
  let front: Point[] = []
  evaluations.forEach((point, i) => {
    if (point && !seen.has(point)) front = frontOf([...front, point])
    if (point) seen.add(point)
    if ((i + 1) % every !== 0 && i + 1 < evaluations.length) return
    const share = box > 0 ? hypervolume(front, corner) / box : 0
    moments.push({ evaluations: i + 1, front: front.length, hypervolume: share })
  })
  return moments
}

const frontOf = (points: readonly Point[]): Point[] => firstFront(points).map((i) => points[i])
