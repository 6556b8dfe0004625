import { dot, line } from '@observablehq/plot'
import type { Objective } from '../../search/objectives.js'
import { type RunFront, runFront } from '../../search/run-front.js'
import type { Figure, Table } from '../figure.js'
import { BLUE, INK, QUIET } from '../palette.js'
import type { RunFacts } from '../run-facts.js'
import type { Section } from '../section.js'
import { counted, listed, percent, short } from '../words.js'

export const pareto: Section = {
  id: 'pareto',
  title: 'The front of several objectives',
  build: (facts) => {
    if (facts.comparison !== undefined) return undefined
    const { store, study } = facts
    const { objectives: own = [store.metric.name] } = study
    // A front needs two; without recurrence all weights are what a network costs.
    const cost: Objective = study.space.feedForward ? 'parameters' : 'synapses'
    const objectives: readonly Objective[] = own.length > 1 ? own : [...own, own[0] === cost ? 'accuracy' : cost]
    const found = runFront(store, objectives, study.space.readout.classes)
    if (found.front.length === 0) return { notAvailable: 'no candidate has a value in every objective yet' }
    const asked = own.length > 1 ? 'the objectives of the study' : `${own[0]}, which the study asks for, and one more`
    return {
      lead: `${counted(found.front.length, 'candidate')} of ${found.scored} ${found.front.length === 1 ? 'is' : 'are'} beaten by no other in ${listed(objectives)} at once (${asked}).`,
      figures: [
        ...objectives.slice(1).map((objective) => frontFigure(facts, found, objective)),
        ...(found.course.length > 1 ? [volumeFigure(found)] : []),
      ],
      tables: [frontTable(found)],
      numbers: { objectives, reference: found.reference },
    }
  },
}

const LABEL: Readonly<Record<Objective, string>> = {
  accuracy: 'accuracy on the selection split',
  loss: 'loss',
  synapses: 'recurrent synapses',
  parameters: 'trained weights',
  spikes: 'spikes per sample',
  synapticOperations: 'synaptic operations per sample',
}

const valueText = (objective: Objective, value: number): string =>
  objective === 'accuracy' ? percent(value) : short(value)

function frontFigure({ judged }: RunFacts, { objectives, front }: RunFront, other: Objective): Figure {
  const [main] = objectives
  const onFront = new Set(front.map(({ summary }) => summary.hash))
  const all = judged()
    .filter(({ values }) => Number.isFinite(values[main]) && Number.isFinite(values[other]))
    .map(({ summary, values }) => ({
      candidate: summary.hash.slice(0, 12),
      x: values[other],
      y: values[main],
      front: onFront.has(summary.hash),
    }))
  const best = all.filter((d) => d.front).sort((a, b) => a.x - b.x)
  const two = objectives.length === 2
  return {
    id: `front-${other.toLowerCase()}`,
    title: `${LABEL[main]} against ${LABEL[other]}`.replace(/^./, (c) => c.toUpperCase()),
    ...(!two && { caption: `The front is of ${listed(objectives)} together, so a dot of it may look beaten here.` }),
    alt: `On the front, from ${valueText(other, best[0].x)} with ${valueText(main, best[0].y)} to ${valueText(other, best[best.length - 1].x)} with ${valueText(main, best[best.length - 1].y)}.`,
    key: [
      { name: 'candidate', color: QUIET, mark: 'ring' },
      { name: 'on the front', color: BLUE, mark: 'dot' },
    ],
    spec: {
      height: 280,
      x: { label: LABEL[other], grid: true, nice: true },
      y: { label: LABEL[main], grid: true, nice: true, ...(main === 'accuracy' && { tickFormat: '~%' }) },
      marks: [
        dot(
          all.filter((d) => !d.front),
          { x: 'x', y: 'y', r: 2.2, stroke: QUIET, strokeOpacity: 0.6 },
        ),
        ...(two ? [line(best, { x: 'x', y: 'y', stroke: BLUE, curve: 'step-after' })] : []),
        dot(best, { x: 'x', y: 'y', r: 4.5, fill: BLUE, stroke: 'white' }),
      ],
    },
    numbers: all.map(({ candidate, x, y, front: own }) => ({ candidate, [other]: x, [main]: y, front: own })),
  }
}

function volumeFigure({ course }: RunFront): Figure {
  const [first, last] = [course[0], course[course.length - 1]]
  return {
    id: 'hypervolume',
    title: 'Hypervolume as the search went on',
    caption: 'Share of the box between the reference and the ideal that the front dominates.',
    alt: `From ${first.hypervolume.toFixed(4)} after ${counted(first.evaluations, 'training')} to ${last.hypervolume.toFixed(4)} after ${last.evaluations}.`,
    spec: {
      height: 190,
      x: { label: 'trainings' },
      y: { label: 'hypervolume', grid: true, nice: true },
      marks: [line(course, { x: 'evaluations', y: 'hypervolume', stroke: INK, strokeWidth: 2, curve: 'step-after' })],
    },
    numbers: course.map(({ evaluations, front, hypervolume }) => ({ evaluations, front, hypervolume })),
  }
}

const ROWS = 15

function frontTable({ objectives, front }: RunFront): Table {
  return {
    id: 'front',
    title: 'The front',
    caption: front.length > ROWS ? `The first ${ROWS} of ${front.length}; motif pareto lists all.` : '',
    columns: [
      { title: 'candidate' },
      { title: 'step' },
      { title: 'trainings' },
      ...objectives.map((objective) => ({ title: LABEL[objective], text: (x: number) => valueText(objective, x) })),
    ],
    rows: front
      .slice(0, ROWS)
      .map(({ summary, values }) => [
        ...[summary.hash.slice(0, 12), summary.firstStep, summary.accuracy.n],
        ...objectives.map((objective) => values[objective]),
      ]),
  }
}
