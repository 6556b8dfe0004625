import { dot, line, ruleY } from '@observablehq/plot'
import { anytimeCurve } from '../../comparison/anytime-curve.js'
import { metricText } from '../../comparison/metric-words.js'
import { BLUE, QUIET } from '../palette.js'
import type { RunFacts } from '../run-facts.js'
import type { Figure, Section } from '../section.js'
import { type Series, seriesLines, seriesNumbers, thinned } from '../series.js'
import { evaluationWord, unscored } from '../unscored.js'
import { counted, percent } from '../words.js'

export const course: Section = {
  id: 'course',
  title: 'How the search went',
  build: (facts) => {
    if (facts.comparison !== undefined) return undefined
    const figures = [bestFigure(facts), ...supernetFigures(facts)].filter((figure) => figure !== undefined)
    if (figures.length === 0) {
      const { store } = facts
      return { notAvailable: store.lastStep() === 0 ? 'no step of the search is committed yet' : unscored(store) }
    }
    return { lead: leadOf(facts), figures, numbers: { used: facts.store.used() } }
  },
}

function leadOf({ store, result, iterations: log }: RunFacts): string {
  const { candidates, evaluations } = store.used()
  const best =
    result === undefined
      ? ''
      : `; the best mean ${store.metric.name} on the selection split is ${metricText(store.metric, result.validation.mean)}`
  const { iterations } = log()
  const supernet = iterations === 0 ? '' : `${counted(iterations, 'iteration')} of the relaxed network, then `
  return `${capital(supernet)}${counted(evaluations, evaluationWord(store))} of ${counted(candidates, 'candidate')}${best}.`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Dots are trainings, the line is the best mean so far. */
function bestFigure({ store, study }: RunFacts): Figure | undefined {
  const evaluations = store.searchEvaluations()
  const points = anytimeCurve(store).points
  const scored = evaluations.flatMap(({ value, candidate, epochs }, i) =>
    Number.isFinite(value) ? [{ x: i + 1, y: value, candidate: candidate.slice(0, 12), epochs }] : [],
  )
  if (scored.length === 0) return undefined
  const best = points.flatMap(({ evaluations: x, value }) => (value === null ? [] : [{ x, y: value }]))
  const changes = best.filter(({ y }, i) => i === 0 || i === best.length - 1 || y !== best[i - 1].y)
  const { metric } = store
  const { name } = metric
  const chance = name === 'accuracy' ? 1 / study.space.readout.classes : undefined
  const last = best.at(-1)
  const text = (value = Number.NaN) => metricText(metric, value)
  return {
    id: 'best-so-far',
    title: 'Trainings of candidates, and the best so far',
    caption: `${capital(name)} on the selection split. A candidate counts with the mean of its trainings so far, so the line may turn back.`,
    alt: `${counted(scored.length, 'training')}; the best mean goes from ${text(best[0]?.y)} to ${text(last?.y)}${chance === undefined ? '' : `; chance is ${percent(chance)}`}.`,
    key: [
      { name: 'one training', color: QUIET, mark: 'ring' },
      { name: 'best mean so far', color: BLUE },
      ...(chance === undefined ? [] : [{ name: 'chance', color: QUIET, dash: '2 3' }]),
    ],
    spec: {
      height: 260,
      x: {
        label: 'trainings, in the order asked for',
        tickFormat: 'd',
        ...(scored.length < 10 && { ticks: scored.length }),
      },
      y: { label: name, grid: true, ...(name === 'accuracy' && { tickFormat: '~%' }) },
      marks: [
        ruleY(chance === undefined ? [] : [chance], { stroke: QUIET, strokeDasharray: '2 3' }),
        dot(scored, {
          x: 'x',
          y: 'y',
          r: scored.length > 300 ? 1.5 : 3,
          stroke: QUIET,
          strokeOpacity: scored.length > 300 ? 0.5 : 1,
        }),
        line(changes, { x: 'x', y: 'y', stroke: BLUE, strokeWidth: 2.5, curve: 'step-after' }),
      ],
    },
    numbers: scored.map(({ x, y, candidate, epochs }) => ({
      ...{ training: x, candidate, epochs, [name]: y },
      bestSoFar: points[x - 1]?.value ?? null,
    })),
  }
}

function supernetFigures({ iterations, study }: RunFacts): Figure[] {
  const log = iterations()
  if (log.iterations === 0) return []
  const series = (phase: string, name: string, title: string): Series[] => {
    const points = thinned(log.course(phase, name), 100)
    return points.length === 0 ? [] : [{ name: title, points }]
  }
  const both = (name: string) => [
    ...series('weights', name, 'weights split (what the weights learn from)'),
    ...series('architecture', name, 'alpha split (what alpha learns from)'),
  ]
  const chance = 1 / study.space.readout.classes
  return [
    seriesFigure('accuracy', 'Accuracy of the relaxed network', both('accuracy'), {
      y: { label: 'accuracy of a batch', grid: true, tickFormat: '~%' },
      rule: chance,
      caption: 'Dotted: chance.',
    }),
    seriesFigure('loss', 'Loss of the relaxed network', both('loss'), { y: { label: 'loss of a batch', grid: true } }),
    seriesFigure(
      'entropy',
      'How decided alpha is',
      [
        ...series('architecture', 'entropy', 'entropy of the synapse types'),
        ...series('architecture', 'changed', 'share of choices that differ from the start'),
        ...(study.space.layers.some(({ motifSizes }) => motifSizes.length > 1)
          ? series('architecture', 'sizeEntropy', 'entropy of the motif sizes')
          : []),
      ],
      {
        y: { label: 'entropy, share', grid: true, domain: [0, 1] },
        caption: 'An entropy of 1 is undecided, 0 is certain.',
      },
    ),
  ].filter((figure) => figure !== undefined)
}

interface Look {
  readonly y: NonNullable<Figure['spec']['y']>
  readonly rule?: number
  readonly caption?: string
}

function seriesFigure(id: string, title: string, series: readonly Series[], look: Look): Figure | undefined {
  if (series.length === 0) return undefined
  const { marks, key } = seriesLines(series)
  const ends = series.map(({ name, points }) => {
    const [first, last] = [points[0], points[points.length - 1]]
    return `${name} from ${first.y.toPrecision(3)} to ${last.y.toPrecision(3)}`
  })
  return {
    id,
    title,
    ...(look.caption && { caption: look.caption }),
    alt: `Over iterations: ${ends.join('; ')}.`,
    key,
    spec: {
      height: 220,
      x: { label: 'iteration' },
      y: look.y,
      marks: [
        ...(look.rule === undefined ? [] : [ruleY([look.rule], { stroke: QUIET, strokeDasharray: '2 3' })]),
        ...marks,
      ],
    },
    numbers: seriesNumbers(series, 'iteration', 'value'),
  }
}
