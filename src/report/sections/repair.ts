import { areaY, barX, line, lineY, rectY, ruleY, text } from '@observablehq/plot'
import { type RepairSettings, repairSchema } from '../../learning/gradient-recipe.js'
import { RATE_BINS } from '../../learning/repair.js'
import { TRACED_QUANTILES } from '../../learning/repair-trace.js'
import { sequential } from '../colour-ramp.js'
import type { Figure, Table } from '../figure.js'
import { BLUE, INK, QUIET, SKY, VERMILION } from '../palette.js'
import { type RepairPhase, repairPhases } from '../repair-phases.js'
import type { RunFacts } from '../run-facts.js'
import type { Section } from '../section.js'
import { seriesLines, seriesNumbers, thinned } from '../series.js'
import { counted } from '../words.js'

export const repair: Section = {
  id: 'repair',
  title: 'Repair: before and after every phase',
  build: (facts) => {
    const { rule, targetRate } = searchRepair(facts)
    if (facts.iterations().iterations === 0) return undefined
    const divergence = facts.iterations().course('repair', 'divergence')
    if (divergence.length === 0) {
      return {
        notAvailable:
          rule === 'none'
            ? 'the search had no repair phases (strategy.repair.rule is none)'
            : 'no repair phase is committed yet',
      }
    }
    const phases = repairPhases(facts)
    const [first, last] = [divergence[0].y, divergence[divergence.length - 1].y]
    return {
      lead: `${counted(divergence.length, 'repair phase')} of rule ${rule} towards a mean rate of ${targetRate} spikes per step took the rates from ${first.toFixed(2)} to ${last.toFixed(2)} nats from the exponential target.`,
      notes: [
        'A phase measures rates with everything frozen and then moves R and tau once. What it measured is “before”; “after” is what the next phase measured, one step of the weights later. Repairs within trainings of candidates are not logged.',
      ],
      figures: [
        ...(phases.length > 1 ? [histograms(phases, facts), ratesMap(phases, facts), ...spreads(phases)] : []),
        divergenceFigure(facts),
      ],
      tables: phases.length > 1 ? [phaseTable(phases)] : [],
    }
  },
}

/** Of the search, with its defaults: the study is stored complete. */
function searchRepair({ study }: RunFacts): RepairSettings {
  return repairSchema.parse(study.strategy.settings.repair ?? {})
}

/** Density of the target in a bin: the rest of it is in the last one. */
function targetShare(bin: number, mean: number): number {
  const below = (edge: number) => 1 - Math.exp(-edge / mean)
  return bin === RATE_BINS - 1 ? 1 - below(bin / RATE_BINS) : below((bin + 1) / RATE_BINS) - below(bin / RATE_BINS)
}

/** Bins above which no phase has 0.4 % of its rates. */
function shownBins(phases: readonly RepairPhase[]): number {
  const last = phases.reduce(
    (most, { rates }) =>
      Math.max(
        most,
        rates.findLastIndex((share) => share > 4e-3),
      ),
    0,
  )
  return Math.min(RATE_BINS, Math.max(last + 2, RATE_BINS / 5))
}

/** `count` of them, evenly spaced, first and last included. */
function some<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all]
  return Array.from({ length: count }, (_, i) => all[Math.round((i * (all.length - 1)) / (count - 1))])
}

const PANELS = 6

function histograms(phases: readonly RepairPhase[], facts: RunFacts): Figure {
  const bins = shownBins(phases)
  const target = searchRepair(facts).targetRate
  const chosen = some(phases.slice(0, -1), PANELS)
  const panel = (iteration: number) => `iteration ${iteration}`
  const columns = 3
  const place = (i: number) => ({ fx: i % columns, fy: Math.floor(i / columns) })
  const bars = chosen.flatMap(({ rates }, i) =>
    rates.slice(0, bins).map((share, b) => ({ ...place(i), x1: b / RATE_BINS, x2: (b + 1) / RATE_BINS, share })),
  )
  const steps = (shares: (i: number) => readonly number[]) =>
    chosen.flatMap((_, i) =>
      shares(i)
        .slice(0, bins)
        .map((share, b) => ({ ...place(i), x: (b + 0.5) / RATE_BINS, share })),
    )
  const targets = Array.from({ length: RATE_BINS }, (_, b) => targetShare(b, target))
  const after = (i: number) => phases[phases.indexOf(chosen[i]) + 1].rates
  const top = Math.max(...bars.map(({ share }) => share), ...targets)
  const titles = chosen.map(({ iteration }, i) => ({ ...place(i), title: panel(iteration), y: top }))
  return {
    id: 'histograms',
    title: 'Firing rates before and after repair, and the target',
    caption: `${chosen.length} of ${phases.length} phases. Shares of neurons and samples, on a scale of square roots; rates in spikes per step.`,
    alt: chosen
      .map(
        ({ iteration, rates }) =>
          `Before the phase of iteration ${iteration}, ${(100 * rates[0]).toFixed(0)} % of rates are below ${1 / RATE_BINS}`,
      )
      .join('; ')
      .concat('.'),
    key: [
      { name: 'before', color: SKY, mark: 'square' },
      { name: 'after', color: INK },
      { name: `exponential of mean ${target}`, color: VERMILION, dash: '5 3' },
    ],
    spec: {
      height: 70 + 150 * Math.ceil(chosen.length / columns),
      marginTop: 24,
      x: { label: 'rate', ticks: 4, nice: false },
      y: { type: 'sqrt', label: 'share', grid: true, ticks: 4, domain: [0, top * 1.25], tickFormat: '~' },
      fx: { axis: null, padding: 0.12 },
      fy: { axis: null, padding: 0.16 },
      marks: [
        rectY(bars, { fx: 'fx', fy: 'fy', x1: 'x1', x2: 'x2', y: 'share', fill: SKY, insetLeft: 0.5, insetRight: 0.5 }),
        line(steps(after), { fx: 'fx', fy: 'fy', x: 'x', y: 'share', stroke: INK, strokeWidth: 1.5, curve: 'step' }),
        line(
          steps(() => targets),
          { fx: 'fx', fy: 'fy', x: 'x', y: 'share', stroke: VERMILION, strokeWidth: 1.8, strokeDasharray: '5 3' },
        ),
        ruleY([0], { stroke: INK }),
        text(titles, { fx: 'fx', fy: 'fy', x: bins / RATE_BINS, y: 'y', text: 'title', textAnchor: 'end', fill: INK }),
      ],
    },
    numbers: phases.flatMap(({ iteration, rates }) =>
      Array.from(rates, (share, b) => ({ iteration, from: b / RATE_BINS, to: (b + 1) / RATE_BINS, share })),
    ),
  }
}

/** All phases at once: a column each. */
function ratesMap(phases: readonly RepairPhase[], facts: RunFacts): Figure {
  const bins = Math.min(shownBins(phases), 25)
  const shown = some(phases, 60)
  const edge = (i: number) => (i === 0 ? shown[0].iteration - 0.5 : (shown[i - 1].iteration + shown[i].iteration) / 2)
  const most = Math.max(...shown.flatMap(({ rates }) => rates.slice(0, bins)))
  const cells = shown.flatMap(({ rates, iteration }, i) =>
    rates.slice(0, bins).map((share, b) => ({
      y: b,
      x1: edge(i),
      x2: i === shown.length - 1 ? iteration + 0.5 : edge(i + 1),
      // The root, so that rare rates show.
      fill: sequential(Math.sqrt(share / most)),
    })),
  )
  const means = facts.iterations().course('repair', 'rate')
  return {
    id: 'rates',
    title: 'Firing rates before every repair phase',
    caption: 'Each column is a histogram; the darker, the more neurons and samples have that rate.',
    alt: `The mean rate goes from ${means[0].y.toFixed(3)} to ${means[means.length - 1].y.toFixed(3)} spikes per step.`,
    spec: {
      height: 240,
      x: { label: 'iteration' },
      y: {
        domain: Array.from({ length: bins }, (_, b) => bins - 1 - b),
        label: 'rate (spikes per step)',
        labelArrow: 'none',
        padding: 0,
        ticks: Array.from({ length: bins }, (_, b) => b).filter((b) => b % 5 === 0),
        tickFormat: (b: number) => (b / RATE_BINS).toFixed(1),
      },
      marks: [barX(cells, { x1: 'x1', x2: 'x2', y: 'y', fill: 'fill', shapeRendering: 'crispEdges' })],
    },
    numbers: means.map(({ x, y }) => ({ iteration: x, meanRate: y })),
  }
}

function spreads(phases: readonly RepairPhase[]): Figure[] {
  const one = (id: 'resistance' | 'tauMem', name: string): Figure => {
    const rows = phases.map(({ iteration, [id]: spread }) => {
      const [low, lower, median, upper, high] = spread.after
      return { iteration, low, lower, median, upper, high }
    })
    const last = rows[rows.length - 1]
    const flat = rows.every(({ low, high }) => low === 1 && high === 1)
    return {
      id: id.toLowerCase(),
      title: `Spread of ${name} over neurons`,
      caption: flat
        ? `This rule leaves ${name} as it was.`
        : `In start values, after each phase. Before it, as after the phase before.`,
      alt: `In the end ${name} lies between ${last.low.toFixed(2)} and ${last.high.toFixed(2)} of its start value, half of the neurons between ${last.lower.toFixed(2)} and ${last.upper.toFixed(2)}.`,
      key: [
        { name: 'median', color: BLUE },
        { name: 'half of the neurons', color: '#7fb8d8', mark: 'square' },
        { name: 'all', color: '#cfe4f0', mark: 'square' },
      ],
      spec: {
        height: 190,
        x: { label: 'iteration' },
        y: { label: `${name} / start`, grid: true, nice: true, ...(flat && { domain: [0, 2] }) },
        marks: [
          areaY(rows, { x: 'iteration', y1: 'low', y2: 'high', fill: '#cfe4f0' }),
          areaY(rows, { x: 'iteration', y1: 'lower', y2: 'upper', fill: '#7fb8d8' }),
          ruleY([1], { stroke: QUIET, strokeDasharray: '2 3' }),
          lineY(rows, { x: 'iteration', y: 'median', stroke: BLUE, strokeWidth: 2 }),
        ],
      },
      numbers: rows,
    }
  }
  return [one('resistance', 'R'), one('tauMem', 'tau')]
}

function divergenceFigure({ iterations }: RunFacts): Figure {
  const log = iterations()
  const points = log.course('repair', 'divergence')
  const series = [{ name: 'distance from the target', points: thinned(points, 150) }]
  const { marks } = seriesLines(series)
  return {
    id: 'divergence',
    title: 'Distance of the rates from the exponential target',
    caption: 'Kullback-Leibler divergence in nats, measured before each phase; 0 is the target itself.',
    alt: `From ${points[0].y.toFixed(3)} to ${points[points.length - 1].y.toFixed(3)} nats over ${counted(points.length, 'phase')}.`,
    spec: { height: 190, x: { label: 'iteration' }, y: { label: 'nats', grid: true, zero: true }, marks },
    numbers: seriesNumbers(series, 'iteration', 'nats'),
  }
}

function phaseTable(phases: readonly RepairPhase[]): Table {
  const middle = TRACED_QUANTILES.indexOf(0.5)
  const shown = some(phases, 10)
  const three = { text: (x: number) => x.toFixed(3) }
  const range = (spread: readonly number[]) => `${spread[0].toFixed(2)}–${spread[spread.length - 1].toFixed(2)}`
  return {
    id: 'phases',
    title: 'Phases in numbers',
    caption: shown.length < phases.length ? `${shown.length} of ${phases.length}; --json has all.` : '',
    columns: [
      { title: 'iteration' },
      { title: 'mean rate before', ...three },
      { title: 'after', ...three },
      { title: 'nats before', ...three },
      { title: 'after', ...three },
      { title: 'R median after', text: (x) => x.toFixed(2) },
      { title: 'R range' },
      { title: 'tau range' },
    ],
    rows: shown.map((phase) => {
      const next = phases[phases.indexOf(phase) + 1]
      return [
        ...[phase.iteration, phase.meanRate, next?.meanRate ?? null, phase.divergence, next?.divergence ?? null],
        ...[phase.resistance.after[middle], range(phase.resistance.after), range(phase.tauMem.after)],
      ]
    }),
  }
}
