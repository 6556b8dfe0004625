import type { RunReporter } from '../comparison/run-study.js'
import { note } from './output.js'
import { progressLine, type RunProgress } from './progress-model.js'
import type { Screen } from './screen.js'
import { skippedText } from './skipped-text.js'

/** Rates are measured over about this long, so that they follow a curriculum that grows harder. */
const RATE_WINDOW_MS = 15_000

interface Mark {
  readonly at: number
  readonly fraction: number
  readonly iteration: number
}

export interface LiveReporter extends RunReporter {
  /** Step that was reported last. */
  readonly step: number
  /** Files that the data lacks. */
  readonly skipped: number
  close(): void
}

/** Shows a run on a screen. `total`: iterations or candidates of the search; `line` words what is shown. */
export function createReporter(screen: Screen, total: number, line = progressLine): LiveReporter {
  const progress: RunProgress = {
    phase: 'data',
    fraction: 0,
    encoded: 0,
    metrics: {},
    total,
    fractionPerSecond: undefined,
    iterationsPerSecond: undefined,
    trainings: { done: 0, total: 0 },
    epochs: { done: 0, of: 0 },
  }
  let marks: Mark[] = []
  let step = 0
  let skipped = 0
  const underWay = new Map<string, number>()
  const show = (): void => screen.show((columns) => line(progress, columns))
  const restart = (): void => {
    marks = [{ at: performance.now(), fraction: progress.fraction, iteration: iterationOf(progress) }]
    progress.fractionPerSecond = progress.iterationsPerSecond = undefined
  }
  const advance = (): void => {
    const at = performance.now()
    marks.push({ at, fraction: progress.fraction, iteration: iterationOf(progress) })
    while (marks.length > 2 && at - marks[0].at > RATE_WINDOW_MS) marks.shift()
    const seconds = (at - marks[0].at) / 1000
    if (seconds < 0.5) return
    progress.fractionPerSecond = (progress.fraction - marks[0].fraction) / seconds
    progress.iterationsPerSecond = (iterationOf(progress) - marks[0].iteration) / seconds
  }
  const enter = (phase: string): void => {
    const part = (name: string) => (['data', 'judge', 'check'].includes(name) ? name : 'search')
    const changed = part(phase) !== part(progress.phase)
    progress.phase = phase
    if (changed) restart()
  }
  const startTrainings = (phase: string, total: number): void => {
    underWay.clear()
    progress.trainings = { done: 0, total }
    progress.epochs = { done: 0, of: 0 }
    if (phase === 'check' || phase === 'judge') progress.fraction = 0
    enter(phase)
    show()
  }
  const trainedFraction = (): number => {
    const part = [...underWay.values()].reduce((a, b) => a + b, 0)
    return progress.trainings.total === 0 ? 0 : Math.min(1, (progress.trainings.done + part) / progress.trainings.total)
  }
  const showTrainings = (): void => {
    if (progress.phase === 'check' || progress.phase === 'judge') {
      progress.fraction = trainedFraction()
      advance()
    }
    show()
  }
  return {
    get step() {
      return step
    },
    get skipped() {
      return skipped
    },
    onSkipped(files) {
      skipped = files
      screen.clear()
      note(`motif: ${skippedText(files)}`)
    },
    onData(data) {
      if (data.stage === 'warning') {
        screen.clear()
        note(`motif: ${data.message}`)
        return
      }
      enter('data')
      progress.encoded = data.done
      show()
    },
    onProgress({ step: at, phase, fraction, metrics }) {
      step = at
      progress.metrics = metrics
      progress.fraction = phase === 'judge' ? 0 : fraction
      enter(phase)
      advance()
      show()
    },
    onEvaluation(id, { epochs, of }) {
      progress.epochs = { done: epochs.length, of }
      underWay.set(id, epochs.length / of)
      showTrainings()
    },
    onOutcome(id) {
      underWay.delete(id)
      progress.trainings.done++
      showTrainings()
    },
    onTrainings: (trainings, phase) => startTrainings(phase, trainings),
    onSearchDone() {
      screen.clear()
    },
    onCheck: (trainings) => startTrainings('check', trainings),
    close: () => screen.clear(),
  }
}

function iterationOf({ metrics }: RunProgress): number {
  return metrics.iteration ?? metrics.judged ?? 0
}
