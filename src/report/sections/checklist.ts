import { COMPARISON_RESULT } from '../../comparison/comparison-result.js'
import { searchTime } from '../../store/search-time.js'
import type { Value } from '../figure.js'
import type { RunFacts } from '../run-facts.js'
import type { Section } from '../section.js'
import { counted, duration } from '../words.js'

type Answer = 'yes' | 'partly' | 'no' | 'not available'

interface Item {
  /** Number in the paper's checklist. */
  readonly at: string
  readonly asks: string
  readonly answer: (facts: RunFacts) => readonly [Answer, string]
}

/**
 * The checklist of M. Lindauer, F. Hutter, "Best practices for scientific research on neural architecture search", JMLR 21 (2020),
 * in our words; answered from the log alone.
 */
const ITEMS: readonly Item[] = [
  { at: '1a', asks: 'code for training the final architectures', answer: program },
  {
    at: '1b',
    asks: 'code for the search space',
    answer: () => ['yes', 'the space is in the study, which the run holds whole'],
  },
  {
    at: '1c',
    asks: 'hyperparameters and seeds of the final evaluation',
    answer: ({ store }) => ['yes', `the recipe is in the study; seed ${store.header.seed}, replicates are numbered`],
  },
  { at: '1d', asks: 'code of the search method', answer: program },
  {
    at: '1e',
    asks: 'hyperparameters and seeds of the search method',
    answer: ({ store, comparison }) =>
      comparison === undefined
        ? ['yes', `strategy ${store.header.strategy} with all its settings is in the study; seed ${store.header.seed}`]
        : ['not available', 'a comparison names the searches of its arms; each is in the log of its own run'],
  },
  {
    at: '2a',
    asks: 'the same benchmark for all methods: data, space, training',
    answer: sameBenchmark,
  },
  {
    at: '2b',
    asks: 'confounding factors controlled: hardware, versions, time',
    answer: (facts) =>
      isCompared(facts)
        ? ['yes', 'arms were trained by one process; results do not depend on hardware or threads']
        : nothingCompared,
  },
  {
    at: '2c',
    asks: 'ablation studies',
    answer: ({ store }) => [
      'not available',
      `one run of ${store.header.strategy}: an ablation is a comparison of several`,
    ],
  },
  {
    at: '2d',
    asks: 'the same evaluation protocol for all methods',
    answer: (facts) =>
      isCompared(facts)
        ? ['yes', `fresh replicates, the same for every arm, scored on the ${scoredPart(facts)} part`]
        : nothingCompared,
  },
  { at: '2e', asks: 'performance over time', answer: overTime },
  { at: '2f', asks: 'comparison with random search', answer: randomSearch },
  { at: '2g', asks: 'several runs, with their seeds', answer: severalRuns },
  {
    at: '2h',
    asks: 'tabular or surrogate benchmarks',
    answer: () => [
      'no',
      'there is none of spiking motifs; motif search --strategy exhaustive makes a table of a small space',
    ],
  },
  {
    at: '3a',
    asks: 'how hyperparameters were tuned, and what that cost',
    answer: () => ['not available', 'a run does not know what was tried before it'],
  },
  {
    at: '3b',
    asks: 'time of the whole method, end to end',
    answer: ({ store }) => {
      const { wallSeconds, cpuSeconds } = searchTime(store)
      return ['yes', `${duration(wallSeconds)} of wall time, ${duration(cpuSeconds)} of processor time, without tuning`]
    },
  },
  {
    at: '3c',
    asks: 'all details of the experimental setup',
    answer: ({ store }) =>
      store.sessions().every(({ machine }) => machine !== null)
        ? ['yes', 'study, program, numerics version and machine are logged']
        : ['partly', 'study, program and numerics version are logged; the machine of an older program is not'],
  },
]

const nothingCompared = ['not available', 'the run compares nothing'] as const

const isCompared = ({ result, comparison }: RunFacts): boolean =>
  comparison !== undefined || (result?.tables.length ?? 0) > 0

const scoredPart = ({ comparison }: RunFacts): string => comparison?.scoreOn ?? 'test'

function sameBenchmark(facts: RunFacts): readonly [Answer, string] {
  if (!isCompared(facts)) return nothingCompared
  const allowed = facts.comparison?.allowed ?? []
  if (allowed.length === 0) return ['yes', 'all arms share data, recipe and neurons']
  const kinds = [...new Set(allowed.map(({ kind }) => kind))]
  return ['partly', `arms differ in more than topology, as allowed (${kinds.join(', ')})`]
}

function overTime({ comparison }: RunFacts): readonly [Answer, string] {
  if (comparison === undefined) return ['yes', 'best so far, above; motif curve compares runs']
  return ['not available', 'a comparison searches nothing; motif curve compares the runs of its arms']
}

function program({ store }: RunFacts): readonly [Answer, string] {
  const own = store.header.strategy.includes('.') || store.header.strategy.includes('/')
  if (own)
    return [
      'partly',
      `motif-search ${store.header.codeVersion}, and a strategy of its own whose SHA-256 is in the study`,
    ]
  return ['yes', `motif-search ${store.header.codeVersion} (MIT licence)`]
}

function randomSearch({ store, result }: RunFacts): readonly [Answer, string] {
  const found = store.result(COMPARISON_RESULT) as { arms?: readonly { name: string; kind: string }[] } | undefined
  if (found?.arms?.some(({ name, kind }) => kind === 'search' && name.includes('random')))
    return ['yes', 'an arm is a random search']
  const draws = result?.tables[0]?.rows.find(({ arm }) => arm === 'random')?.draws.length ?? 0
  if (draws > 0)
    return [
      'partly',
      `${counted(draws, 'random topology').replace('topologys', 'topologies')} beside it; no random search under the same budget`,
    ]
  return ['no', 'motif search STUDY --strategy random makes one']
}

function severalRuns({ store, result }: RunFacts): readonly [Answer, string] {
  const found = store.result(COMPARISON_RESULT) as { blocks?: readonly { seed: number }[] } | undefined
  const blocks = found?.blocks ?? []
  if (blocks.length > 1) return ['yes', `${blocks.length} searches, seeds ${blocks.map(({ seed }) => seed).join(', ')}`]
  const replicates = result?.tables[0]?.replicates ?? 0
  if (replicates > 1)
    return [
      'partly',
      `one search (seed ${store.header.seed}), each topology trained ${replicates} times; --repeat makes more`,
    ]
  return ['no', `one search, seed ${store.header.seed}; --repeat makes more`]
}

export const checklist: Section = {
  id: 'checklist',
  title: 'Good practice of architecture search',
  build: (facts) => {
    const rows = ITEMS.map(({ at, asks, answer }): Value[] => [at, asks, ...answer(facts)])
    const yes = rows.filter(([, , answer]) => answer === 'yes').length
    return {
      lead: `${yes} of the ${ITEMS.length} points of Lindauer and Hutter's checklist (JMLR 21, 2020) are met by what the log shows.`,
      numbers: { met: yes, points: ITEMS.length },
      tables: [
        {
          id: 'points',
          title: 'Point by point',
          caption: 'Asked in our words; “not available” where a log of one run cannot know.',
          columns: [{ title: '' }, { title: 'asked for' }, { title: 'answer' }, { title: 'from the log' }],
          rows,
        },
      ],
    }
  },
}
