import { axisX, barX, dot, ruleY, text } from '@observablehq/plot'
import { measureTopology } from '../../topology/measures.js'
import type { SynapseType } from '../../topology/motif.js'
import { parseTopology } from '../../topology/topology-document.js'
import { alphaCourse, type GateCourse, type LayerCourse } from '../alpha-course.js'
import { diverging } from '../colour-ramp.js'
import { feedForwardChoices } from '../feed-forward-choices.js'
import type { Figure } from '../figure.js'
import { BLUE, EXCITATORY, INHIBITORY, INK, QUIET } from '../palette.js'
import type { RunFacts } from '../run-facts.js'
import type { Section } from '../section.js'
import { seriesLines, seriesNumbers } from '../series.js'
import { counted, percent } from '../words.js'

export const architecture: Section = {
  id: 'architecture',
  title: 'How the architecture moved',
  build: (facts) => {
    if (facts.comparison !== undefined) return undefined
    const layers = alphaCourse(facts)
    if (layers.length > 0) return alphaMoved(layers)
    if (facts.iterations().iterations > 0) {
      return { notAvailable: 'this run was made by a program that did not yet trace alpha; its entropy is shown above' }
    }
    const shapes = feedForwardChoices(facts)
    if (shapes !== undefined) return shapes
    const figure = proposalsFigure(facts)
    if (figure === undefined) return { notAvailable: 'the search has proposed no candidate yet' }
    const lead = `Strategy ${facts.store.header.strategy} has no architecture parameters; what moved are the candidates that it proposed.`
    return { lead, figures: [figure] }
  },
}

function alphaMoved(layers: readonly LayerCourse[]) {
  const gates = layers.flatMap(({ gates: own }) => own)
  const counts = (type: SynapseType) => gates.filter((gate) => gate.type === type).length
  const surest = gates.reduce((most, gate) => Math.max(most, endOf(gate)), 0)
  const decided = `${counts('excitatory')} excitatory, ${counts('inhibitory')} inhibitory and ${counts('absent')} absent`
  return {
    lead: `In the end alpha's most probable choice has ${decided} of ${counted(gates.length, 'searched synapse')}; the surest has probability ${percent(surest)}, where 33.3 % is undecided.`,
    numbers: { excitatory: counts('excitatory'), inhibitory: counts('inhibitory'), absent: counts('absent'), surest },
    figures: layers.flatMap((layer, index) => layerFigures(layer, index, layers.length)),
  }
}

/** Probability of the type that a synapse has in the end. */
function endOf({ type, excitatory, inhibitory }: GateCourse): number {
  const [e, i] = [excitatory[excitatory.length - 1], inhibitory[inhibitory.length - 1]]
  return { excitatory: e, inhibitory: i, absent: 1 - e - i }[type]
}

function layerFigures(layer: LayerCourse, index: number, layers: number): Figure[] {
  const name = layers === 1 ? '' : ` of layer ${index}`
  const figures: Figure[] = []
  if (layer.sizes.length > 1) figures.push(sizesFigure(layer, index, name))
  if (layer.gates.length > 0) figures.push(heatMap(layer, index, name))
  return figures
}

function sizesFigure({ sizes, iterations }: LayerCourse, index: number, name: string): Figure {
  const series = sizes.map(({ size, probability }) => ({
    name: `motifs of ${size}`,
    points: probability.map((y, i) => ({ x: iterations[i], y })),
  }))
  const { marks, key } = seriesLines(series)
  const ends = sizes.map(({ size, probability }) => `${size}: ${percent(probability[probability.length - 1])}`)
  return {
    id: `sizes-${index}`,
    title: `Probability of each motif size${name}`,
    alt: `In the end ${ends.join(', ')}.`,
    key,
    spec: {
      height: 200,
      x: { label: 'iteration' },
      y: { label: 'probability', grid: true, domain: [0, 1] },
      marks: [ruleY([0]), ...marks],
    },
    numbers: seriesNumbers(series, 'iteration', 'probability'),
  }
}

/** Synapses that are shown of a layer: those that moved furthest. */
const SHOWN = 96
const ORDER: readonly SynapseType[] = ['excitatory', 'absent', 'inhibitory']

interface Row {
  readonly gate: GateCourse
  /** [moment] P(excitatory) - P(inhibitory). */
  readonly lean: readonly number[]
}

function rowsOf(gates: readonly GateCourse[]): Row[] {
  const rows = gates.map((gate): Row => ({ gate, lean: gate.excitatory.map((e, i) => e - gate.inhibitory[i]) }))
  const way = ({ lean }: Row) => Math.abs(lean[lean.length - 1] - lean[0])
  const shown = rows.length <= SHOWN ? rows : [...rows].sort((a, b) => way(b) - way(a)).slice(0, SHOWN)
  const end = ({ lean }: Row) => lean[lean.length - 1]
  return shown.sort((a, b) => ORDER.indexOf(a.gate.type) - ORDER.indexOf(b.gate.type) || end(b) - end(a))
}

/** Rows are synapses, sorted by what alpha chose in the end; a cell says which of the two signs is likelier then. */
function heatMap({ gates, iterations, size }: LayerCourse, index: number, name: string): Figure {
  const rows = rowsOf(gates)
  const most = Math.max(1e-9, ...rows.flatMap(({ lean }) => lean.map(Math.abs)))
  const edge = (i: number) => (i === 0 ? iterations[0] - 0.5 : (iterations[i - 1] + iterations[i]) / 2)
  const last = iterations.length - 1
  const cells = rows.flatMap(({ gate, lean }) =>
    lean.map((value, i) => ({
      y: gate.name,
      x1: edge(i),
      x2: i === last ? iterations[last] + 0.5 : edge(i + 1),
      fill: diverging(value / most),
    })),
  )
  const left = rows.length < gates.length ? `the ${rows.length} of ${gates.length} that moved furthest, ` : ''
  const groups = groupLabels(rows)
  return {
    id: `alpha-${index}`,
    title: `Every synapse of the motif of ${size}${name}`,
    caption: `A row is a synapse (${left}sorted by its type in the end). Its colour is P(excitatory) − P(inhibitory) from ${(-most).toFixed(3)} to ${most.toFixed(3)}.`,
    alt: `${groups.map(({ n, type, from, to }) => `${n} end as ${type}, with P(excitatory) − P(inhibitory) from ${from.toFixed(3)} to ${to.toFixed(3)}`).join('; ')}.`,
    key: [
      { name: 'excitatory is likelier', color: EXCITATORY, mark: 'square' },
      { name: 'alike', color: '#eeeeee', mark: 'square' },
      { name: 'inhibitory is likelier', color: INHIBITORY, mark: 'square' },
    ],
    spec: {
      height: heightFor(rows.length),
      marginLeft: rows.length <= NAMED ? 64 : 20,
      marginRight: 110,
      x: { label: null },
      y: {
        domain: rows.map(({ gate }) => gate.name),
        axis: rows.length <= NAMED ? 'left' : null,
        label: null,
        padding: 0,
      },
      marks: [
        barX(cells, { x1: 'x1', x2: 'x2', y: 'y', fill: 'fill', inset: 0, shapeRendering: 'crispEdges' }),
        axisX({ label: 'iteration', anchor: 'bottom' }),
        ...groups.map(({ type, n, middle }) =>
          text([{ y: middle }], {
            x: iterations[last] + 0.5,
            y: 'y',
            text: [`${SIGN[type]} ${type} (${n})`],
            textAnchor: 'start',
            dx: 6,
            fill: INK,
          }),
        ),
        ...groups
          .slice(1)
          .map(({ first }) => ruleY([first], { stroke: INK, strokeWidth: 1, dy: -rowHeight(rows.length) / 2 })),
      ],
    },
    numbers: rows.flatMap(({ gate }) =>
      iterations.map((iteration, i) => ({
        ...{ synapse: gate.name, end: gate.type, iteration },
        excitatory: gate.excitatory[i],
        inhibitory: gate.inhibitory[i],
      })),
    ),
  }
}

const SIGN: Readonly<Record<SynapseType, string>> = { excitatory: '+', inhibitory: '−', absent: '·' }

/** Rows up to which each is named. */
const NAMED = 40

const heightFor = (rows: number): number => 74 + Math.max(86, (rows <= NAMED ? 14 : 7) * rows)

/** Of a row of the heat map, in pixels: what margins leave. */
const rowHeight = (rows: number): number => (heightFor(rows) - 74) / rows

function groupLabels(rows: readonly Row[]) {
  return ORDER.flatMap((type) => {
    const own = rows.filter(({ gate }) => gate.type === type)
    if (own.length === 0) return []
    const ends = own.map(({ lean }) => lean[lean.length - 1])
    const middle = own[Math.floor((own.length - 1) / 2)].gate.name
    const [from, to] = [Math.min(...ends), Math.max(...ends)]
    return [{ type, n: own.length, middle, first: own[0].gate.name, from, to }]
  })
}

/** Of strategies that judge candidates one by one. */
function proposalsFigure({ judged }: RunFacts): Figure | undefined {
  const proposed = judged()
    .filter(({ summary }) => summary.firstStep !== null)
    .map(({ summary, values }) => {
      const topology = parseTopology(summary.topology, `candidate ${summary.hash.slice(0, 12)}`)
      return {
        candidate: summary.hash.slice(0, 12),
        step: summary.firstStep ?? 0,
        synapses: values.synapses,
        excitatoryShare: measureTopology(topology, 'excitatoryShare'),
      }
    })
    .sort((a, b) => a.step - b.step)
  if (proposed.length === 0) return undefined
  const [first, last] = [proposed[0], proposed[proposed.length - 1]]
  return {
    id: 'proposals',
    title: 'Candidates by the step that proposed them',
    caption: 'Filled where most present synapses are excitatory, hollow where most are inhibitory.',
    alt: `${counted(proposed.length, 'candidate')}, from ${first.synapses} recurrent synapses in step ${first.step} to ${last.synapses} in step ${last.step}.`,
    key: [
      { name: 'mostly excitatory', color: BLUE, mark: 'dot' },
      { name: 'mostly inhibitory', color: INHIBITORY, mark: 'ring' },
    ],
    spec: {
      height: 260,
      x: { label: 'step' },
      y: { label: 'recurrent synapses', grid: true },
      marks: [
        ruleY([0], { stroke: QUIET }),
        dot(proposed, {
          x: 'step',
          y: 'synapses',
          r: 2.5,
          fill: (d: (typeof proposed)[number]) => (d.excitatoryShare >= 0.5 ? BLUE : 'white'),
          stroke: (d: (typeof proposed)[number]) => (d.excitatoryShare >= 0.5 ? BLUE : INHIBITORY),
          fillOpacity: proposed.length > 300 ? 0.5 : 1,
        }),
      ],
    },
    numbers: proposed,
  }
}
