import type { ArmResult } from '../comparison/comparison-result.js'
import { describeData } from '../data/catalogue.js'
import type { EpochMetrics } from '../evaluation/outcome.js'
import type { Figure } from './figure.js'
import type { RunFacts } from './run-facts.js'
import { type Series, seriesLines, seriesNumbers, thinned } from './series.js'
import { short } from './words.js'

/** Points of a line: more would not be seen. */
const MOST_POINTS = 160

/** How the arms of a comparison learnt: what they were judged by and their rates, epoch by epoch, in the mean of their trainings. */
export function courseFigures({ store, comparison, study }: RunFacts): Figure[] {
  if (comparison === undefined) return []
  const courses = comparison.arms
    .filter(({ kind }) => kind !== 'chosen')
    .flatMap((arm) => {
      const epochs = courseOf(arm, (id) => {
        const outcome = store.findEvaluation(id)?.outcome
        return outcome?.state === 'scored' ? outcome.epochs : undefined
      })
      return epochs.length === 0 ? [] : [{ name: arm.name, epochs }]
    })
  if (courses.length === 0) return []
  const { name } = comparison.metric
  const { dt } = describeData(study.data)
  const series = (of: (epoch: EpochMetrics) => number): Series[] =>
    courses.map(({ name: arm, epochs }) => ({
      name: arm,
      points: thinned(
        epochs.map((epoch, i) => ({ x: i + 1, y: of(epoch) })),
        MOST_POINTS,
      ),
    }))
  const rates = series(({ firingRate }) => firingRate / (dt ?? 1))
  return [
    courseFigure(
      `course-${name}`,
      `${capital(name)} of every epoch, while learning`,
      series((e) => e[name]),
      {
        label: name,
        grid: true,
        ...(name === 'accuracy' ? { tickFormat: '~%' } : { zero: true }),
      },
    ),
    courseFigure('course-rates', 'Mean rate of the hidden neurons, while learning', rates, {
      label: dt === null ? 'spikes per step' : 'Hz',
      grid: true,
      zero: true,
    }),
  ]
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** [epoch] means over the scored trainings of an arm. */
function courseOf(
  { trials }: ArmResult,
  epochsOf: (evaluation: string) => readonly EpochMetrics[] | undefined,
): readonly EpochMetrics[] {
  const own = trials.flatMap(({ evaluation }) => (evaluation === undefined ? [] : [epochsOf(evaluation) ?? []]))
  const scored = own.filter(({ length }) => length > 0)
  if (scored.length === 0) return []
  const mean = (i: number, of: (epoch: EpochMetrics) => number) =>
    scored.reduce((sum, epochs) => sum + of(epochs[i]), 0) / scored.length
  return Array.from({ length: Math.min(...scored.map(({ length }) => length)) }, (_, i) => ({
    epoch: i + 1,
    loss: mean(i, ({ loss }) => loss),
    accuracy: mean(i, ({ accuracy }) => accuracy),
    firingRate: mean(i, ({ firingRate }) => firingRate),
    gradientNorm: mean(i, ({ gradientNorm }) => gradientNorm),
  }))
}

function courseFigure(
  id: string,
  title: string,
  series: readonly Series[],
  y: NonNullable<Figure['spec']['y']>,
): Figure {
  const { marks, key } = seriesLines(series)
  const ends = series.flatMap(({ name, points }) => {
    const [first, last] = [points[0], points[points.length - 1]]
    return first === undefined ? [] : [`${name} from ${short(first.y)} to ${short(last.y)}`]
  })
  const epochs = Math.max(...series.flatMap(({ points }) => points.map(({ x }) => x)))
  return {
    id,
    title,
    caption: 'The mean of each arm’s trainings.',
    alt: `Over ${Math.round(epochs)} epochs: ${ends.join('; ')}.`,
    key,
    spec: { height: 240, x: { label: 'epoch', ...(epochs < 10 && { ticks: epochs }), tickFormat: 'd' }, y, marks },
    numbers: seriesNumbers(series, 'epoch', 'value'),
  }
}
