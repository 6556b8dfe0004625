import type { SearchSpace } from '../../../src/topology/search-space.js'

/** One benchmark of the search: a study, the settings of an independent search of it, and what its finds are tested on. */
export interface Benchmark {
  readonly name: string
  /** In a sentence: what it can show, and what was seen of its test part before. */
  readonly note: string
  /** A built-in study. */
  readonly study: string
  /** Independent searches; search n has seed n and, where there are folds, fold n modulo their number. */
  readonly searches: number
  /** `--set` settings of search n, 0 the first. */
  readonly settings: (search: number) => readonly string[]
  /** Trainings from scratch of every topology and test. */
  readonly replicates: number
  readonly tests: readonly { readonly label: string; readonly override: Readonly<Record<string, number>> }[]
  /** Accuracy from which a training counts as a success, where the outcomes are bimodal. */
  readonly success?: readonly number[]
  /** Further searches of the same question, otherwise made: what an ablation compares. */
  readonly variants?: readonly { readonly arm: string; readonly settings: readonly string[] }[]
  /** Whether the 2 x 2 of repair (in the search x in the recipe) is measured. */
  readonly repairSquare: boolean
  readonly scoreOn: 'selection' | 'test'
  /** Handmade topologies beside the discovered one. */
  readonly arms: readonly string[]
}

const SC_ML = ['random', 'dense-ei', 'all-excitatory', 'ring']
/**
 * [held out, seed of the splits]: so that no two voices select for each other, and each selects once
 * (scripts/reproduce/recipes/folds.ts).
 */
const VOICES = [
  ['george', 1],
  ['jackson', 0],
  ['lucas', 5],
  ['nicolas', 8],
  ['theo', 7],
  ['yweweler', 1],
] as const

export const BENCHMARKS: readonly Benchmark[] = [
  {
    name: 'delayed-match',
    note: 'Searched at gap 65; tested on fresh data at four gaps.',
    study: 'quickstart',
    searches: 5,
    settings: (search) => [`seed=${search + 1}`, 'comparisons=[]'],
    replicates: 4,
    tests: [50, 65, 80, 110].map((gap) => ({ label: `gap ${gap}`, override: { gap } })),
    success: [0.75, 0.95],
    repairSquare: true,
    scoreOn: 'test',
    arms: [...SC_ML, 'feed-forward'],
  },
  {
    name: 'delayed-match-110',
    note: 'Searched at gap 110, where unoptimised motifs often fail, with a curriculum from 30; and with other relaxations of the supernet.',
    study: 'quickstart',
    searches: 5,
    settings: (search) => [`seed=${search + 1}`, 'comparisons=[]', 'data.gap=110'],
    variants: [
      { arm: 'sampled', settings: ['strategy.relaxation=sampled'] },
      { arm: 'temperature to 0.3', settings: ['strategy.temperature=[1,0.3]'] },
      { arm: 'shared magnitudes, sampled', settings: ['strategy.magnitudes=shared', 'strategy.relaxation=sampled'] },
    ],
    replicates: 4,
    tests: [{ label: 'gap 110', override: { gap: 110 } }],
    success: [0.75, 0.95],
    repairSquare: false,
    scoreOn: 'test',
    arms: ['random', 'dense-ei', 'all-excitatory'],
  },
  {
    name: 'ablation',
    note: 'What the paper ablates, on delayed match searched at gap 65: no repair in the search; all pairs of a layer searched (one motif of 64); no search, full connection.',
    study: 'quickstart',
    searches: 5,
    settings: (search) => [`seed=${search + 1}`, 'comparisons=[]'],
    variants: [
      { arm: 'no repair in the search', settings: ['strategy.repair.rule=none'] },
      { arm: 'all pairs searched', settings: ['space.layers.0.motifSizes=[64]'] },
    ],
    replicates: 4,
    tests: [65, 80, 110].map((gap) => ({ label: `gap ${gap}`, override: { gap } })),
    success: [0.75, 0.95],
    repairSquare: false,
    scoreOn: 'test',
    arms: ['fully-connected'],
  },
  {
    name: 'fsdd',
    note:
      'Spoken digits, official split: the test part was seen during calibration, and a feed-forward layer does about as ' +
      'well: it shows that the recipe is sound.',
    study: 'spoken-digits',
    searches: 5,
    settings: (search) => [`seed=${search + 1}`, 'comparisons=[]'],
    replicates: 3,
    tests: [{ label: 'official test part', override: {} }],
    repairSquare: false,
    scoreOn: 'test',
    arms: [...SC_ML, 'feed-forward'],
  },
  {
    name: 'speakers',
    note: 'Spoken digits of a voice that nothing was learnt from; alpha and selection have voices of their own.',
    study: 'unseen-speakers',
    searches: VOICES.length,
    settings: (search) => {
      const [heldOut, seed] = VOICES[search]
      return [`seed=${search + 1}`, 'comparisons=[]', `data.splits.heldOut=${heldOut}`, `data.splits.seed=${seed}`]
    },
    replicates: 2,
    tests: [{ label: 'unseen speaker', override: {} }],
    repairSquare: false,
    scoreOn: 'test',
    arms: ['random', 'feed-forward'],
  },
  {
    name: 'n-mnist',
    note: 'Folds inside the thousand training recordings; the hundred test recordings are not touched.',
    study: 'n-mnist-subset',
    searches: 5,
    settings: (search) => [
      `seed=${search + 1}`,
      'comparisons=[]',
      `data.splits.fold=${search}`,
      'data.splits.folds=10',
      'data.splits.foldAs=test',
    ],
    replicates: 2,
    tests: [{ label: 'fold left out', override: {} }],
    repairSquare: false,
    scoreOn: 'test',
    arms: [...SC_ML, 'feed-forward'],
  },
]

/** What is held fixed of a space, for the head of a table. */
export function spaceText({ layers }: SearchSpace): string {
  return layers
    .map(({ neurons, motifSizes }) => `${neurons} neurons in motifs of ${motifSizes.join(' or ')}`)
    .join(', then ')
}
