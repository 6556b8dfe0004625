import { median } from 'simple-statistics'
import { randomAdmissible } from '../../search/admissible.js'
import type { JudgedCandidate } from '../../search/judged-candidates.js'
import { parseSettings } from '../../search/parse-settings.js'
import type { Study } from '../../search/study.js'
import { type ShownStack, showStack } from '../../self-organization/demonstrate.js'
import { maskOf, type WiringSettings, wiringStack } from '../../self-organization/wired-input.js'
import {
  drawnKey,
  type SelfOrganizeSettings,
  selfOrganizeSchema,
  wiringKey,
  wiringOf,
} from '../../self-organization/wiring-choices.js'
import { topologyHash } from '../../topology/canonical-form.js'
import type { InputProjection, Topology } from '../../topology/topology.js'
import { parseTopology } from '../../topology/topology-document.js'
import type { RunFacts } from '../run-facts.js'
import type { Section, SectionContent, Table } from '../section.js'
import { poolSections, wavesSection } from '../waves/wave-page.js'
import { counted, grouped, percent } from '../words.js'

/** Waves are no part of a run's log: they are a function of its seed, so they are run again and must give the same mask. */
export const selfOrganized: Section = {
  id: 'self-organized',
  title: 'Waves that wired the inputs',
  build: (facts) => {
    if (facts.comparison !== undefined || facts.store.header.strategy !== 'self-organize') return undefined
    const candidates = wiredCandidates(facts)
    if (candidates.length === 0) return { notAvailable: 'no candidate that was wired by waves has been scored yet' }
    const [best] = candidates
    const wiring = again(best)
    if (wiring === undefined)
      return { notAvailable: 'the waves of this run cannot be run again: another version of the program made it' }
    return content(candidates, wiring)
  },
}

interface Wired {
  readonly candidate: JudgedCandidate
  readonly topology: Topology
  /** Numbers in the search that it can have: of its step, and with its recurrence. */
  readonly indices: readonly number[]
  readonly settings: SelfOrganizeSettings
  readonly seed: number
}

interface Wiring extends ShownStack {
  readonly settings: WiringSettings
  readonly input: InputProjection
}

/** Best first. */
function wiredCandidates({ judged, study, store }: RunFacts): Wired[] {
  const judgedBy = new Map(store.metrics({ phase: 'evaluate', name: 'judged' }).map(({ step, value }) => [step, value]))
  const settings = parseSettings(selfOrganizeSchema, study.strategy.settings, 'strategy')
  return judged()
    .filter(({ summary, values }) => summary.role === 'self-organized' && Number.isFinite(values.accuracy))
    .map((candidate) => {
      const { topology: document, hash, firstStep } = candidate.summary
      const topology = parseTopology(document, `candidate ${hash.slice(0, 12)}`)
      // Of a batch that a budget or the end of the search cut short, numbers before it: their networks differ.
      const end = judgedBy.get(firstStep ?? 1) ?? 0
      const numbers = Array.from({ length: settings.together }, (_, i) => end - 1 - i).filter((index) => index >= 0)
      return {
        candidate,
        topology,
        settings,
        seed: study.seed,
        indices: numbers.filter((index) => isDrawn(study, topology, index)),
      }
    })
}

/** Whether the network drawn for a number of the search is this one, but for its input. */
function isDrawn(study: Study, topology: Topology, index: number): boolean {
  const { space, constraints = {}, seed } = study
  const drawn = randomAdmissible(space, constraints, drawnKey(seed, index))
  const [first, ...above] = drawn.layers
  const same = { ...drawn, layers: [{ ...first, input: topology.layers[0].input }, ...above] }
  return topologyHash(same) === topologyHash(topology)
}

const RECORDED = 2000

/** The waves of a candidate once more; undefined where none gives its mask. */
function again({ topology, indices, seed, settings: choices }: Wired): Wiring | undefined {
  const [{ neurons, input }] = topology.layers
  for (const index of indices) {
    const settings = wiringOf(choices, seed, index, topology.inputs)
    const stack = wiringStack(settings, neurons, wiringKey(seed, index))
    const made = maskOf(stack, settings, topology.inputs)
    const found = JSON.stringify(made) === JSON.stringify(input)
    const shown = found ? { ...showStack(stack, RECORDED), settings, input } : undefined
    stack.dispose()
    if (shown) return shown
  }
  return undefined
}

function content(candidates: readonly Wired[], { settings, input, ...shown }: Wiring): SectionContent {
  const [{ candidate, topology }] = candidates
  const [{ measures }] = shown.projections
  const heard = input.kind === 'mask' ? median(input.sources.map((list) => list.length)) : topology.inputs
  const { id, accuracy } = { id: candidate.summary.hash.slice(0, 12), accuracy: candidate.values.accuracy }
  const [waves, [pools]] = [wavesSection(shown).content, poolSections(shown)]
  const parts = [waves, pools.content].flatMap((part) => ('lead' in part ? [part] : []))
  return {
    lead: `Before it learnt anything, ${counted(settings.steps, 'step')} of waves on a ${settings.geometry.kind} of ${counted(settings.units, 'unit')} wired the best candidate (${id}, ${percent(accuracy)} on selection data): ${percent(measures.formed)} of its ${counted(topology.layers[0].neurons, 'neuron')} have formed a local pool, and the median neuron hears ${grouped(heard)} of ${counted(topology.inputs, 'input')}.`,
    notes: [...unformed(measures.formed), ...parts.flatMap(({ lead, notes = [] }) => [lead, ...notes])],
    numbers: { candidate: id, ...settings, heard, ...measures, map: shown.projections[0].map.ratio },
    figures: parts.flatMap(({ figures = [] }) => figures),
    tables: [...parts.flatMap(({ tables = [] }) => tables), choicesTable(candidates)],
  }
}

const unformed = (formed: number): string[] =>
  formed >= 0.8
    ? []
    : [
        'Where pools are not local, waves were too few or too large for the sheet: raise strategy.steps, or lower strategy.waveRadii.',
      ]

const SHOWN = 20

/** What was searched, where a candidate's number is beyond doubt. */
function choicesTable(candidates: readonly Wired[]): Table {
  const rows = candidates.slice(0, SHOWN).map(({ candidate, topology, indices, settings, seed }) => {
    const known = indices.length === 1 ? wiringOf(settings, seed, indices[0], topology.inputs) : undefined
    return { candidate, first: topology.layers[0], known }
  })
  return {
    id: 'wirings',
    title: 'Wirings, best first',
    columns: [
      { title: 'candidate' },
      { title: 'wave radius', text: String },
      { title: 'units', text: String },
      { title: 'shape' },
      { title: 'inputs a neuron', text: String },
      { title: 'accuracy', text: percent },
    ],
    rows: rows.map(({ candidate, first, known }) => [
      candidate.summary.hash.slice(0, 12),
      known?.waveRadius ?? null,
      known?.units ?? null,
      known?.geometry.kind ?? null,
      first.input.kind === 'mask' ? median(first.input.sources.map((list) => list.length)) : null,
      candidate.values.accuracy,
    ]),
    caption: 'Wave radius: the inner edge of the inhibition, which the size of waves follows.',
  }
}
