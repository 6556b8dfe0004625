import { BENCHMARKS, type Benchmark } from '../search/benchmark.js'

/** The full comparison of one benchmark of the search: arms, trainings and the contrast that is declared in its studies. */
export interface ComparedBenchmark {
  readonly benchmark: Benchmark
  /** `--set` settings of the HRMAS searches alone. */
  readonly hrmas?: readonly string[]
  /** Parts, each an independent search with everything beside it: six, so that an exact test can reach 0.05. */
  readonly parts: number
  /** Trainings of each topology. */
  readonly replicates: number
  readonly choiceReplicates: number
  /** Of random handmade topologies in each part. */
  readonly draws: number
  readonly arms: readonly string[]
  /** Once selection has chosen, it is learnt from too: nothing of the training part is left out. */
  readonly withSelection: boolean
  readonly tests: readonly { readonly label: string; readonly override: Readonly<Record<string, number>> }[]
}

const PARTS = 6
const SC_ML = ['all-excitatory', 'ring', 'random', 'dense-ei', 'ei-matched']
const OTHERS = ['fully-connected-ei', 'random-sparse', 'small-world', 'feed-forward']
/** Where the benchmark is saturated or has a hundred test files: what is asked of a fair comparison, no more. */
const REPORTED = ['all-excitatory', 'random', 'ei-matched', 'feed-forward']
/** Half of the study's: a part in half an hour of one core. */
const N_MNIST_ITERATIONS = 900
/** With signs or learning of their own: beside the others, never chosen. */
const APART = ['fully-connected', 'liquid-state-machine', 'echo-state']

const find = (name: string): Benchmark => {
  const found = BENCHMARKS.find((benchmark) => benchmark.name === name)
  if (!found) throw new Error(`there is no benchmark ${name}`)
  return found
}

/** The official split: the takes 0 to 4 of every speaker and digit are the test files. Saturated, so reported only. */
const FSDD: Benchmark = {
  name: 'fsdd',
  note: 'Spoken digits, official split: saturated, a feed-forward layer does about as well.',
  study: 'spoken-digits',
  searches: PARTS,
  settings: (search) => [`seed=${search + 1}`],
  replicates: 3,
  tests: [{ label: 'official test files', override: {} }],
  repairSquare: false,
  scoreOn: 'test',
  arms: [],
}

const DELAYED = find('delayed-match')

export const COMPARED: readonly ComparedBenchmark[] = [
  {
    benchmark: { ...DELAYED, note: 'Searched at gap 65, tested on fresh data.' },
    parts: PARTS,
    replicates: 5,
    choiceReplicates: 2,
    draws: 1,
    arms: [...SC_ML, ...OTHERS, 'reservoir', ...APART],
    withSelection: false,
    tests: DELAYED.tests.filter(({ override }) => override.gap === 65 || override.gap === 80),
  },
  atGap110({
    name: 'delayed-match-110',
    note: "Searched and tested at gap 110, with the study's settings. Added when the searches of search.md had shown that unoptimised motifs often fail there.",
  }),
  {
    hrmas: ['strategy.alpha.rate=0.01'],
    ...atGap110({
      name: 'delayed-match-110-faster-alpha',
      note: 'As delayed-match-110, but alpha moves faster (rate 0.01, not 0.003), and on fresh seeds. The rate was chosen on selection splits of other seeds, after the test above.',
      settings: (search) => [`seed=${search + 201}`, 'data.gap=110'],
    }),
  },
  // Full connection of 400 neurons and sparse matrices are compared on delayed match; here they would take most of the time.
  { ...ofRecordings(find('speakers'), [...SC_ML, 'feed-forward']), withSelection: true },
  ofRecordings(FSDD, REPORTED),
  ofRecordings(shortened(find('n-mnist'), N_MNIST_ITERATIONS), REPORTED),
]

function atGap110(change: Partial<Benchmark>): ComparedBenchmark {
  const benchmark = { ...find('delayed-match-110'), ...change }
  const trainings = { replicates: 5, choiceReplicates: 2, draws: 1, withSelection: false }
  const arms = [...SC_ML, 'small-world', 'feed-forward']
  return { benchmark, parts: PARTS, ...trainings, arms, tests: benchmark.tests }
}

function ofRecordings(benchmark: Benchmark, arms: readonly string[]): ComparedBenchmark {
  const trainings = { replicates: 5, choiceReplicates: 1, draws: 1, withSelection: false }
  return { benchmark, parts: PARTS, ...trainings, arms, tests: benchmark.tests }
}

function shortened(benchmark: Benchmark, iterations: number): Benchmark {
  const settings = (search: number) => [...benchmark.settings(search), `schedule.iterations=${iterations}`]
  return {
    ...benchmark,
    note: `${benchmark.note} Searched for ${iterations} iterations, half of the study's.`,
    settings,
  }
}

/** The comparison as a study declares it, before any search. */
export function declaration({ replicates, arms, draws, tests }: ComparedBenchmark): object[] {
  return tests.map(({ label, override }) => ({
    question: `Is the discovered topology better than the best handmade one, ${label}?`,
    replicates,
    override,
    arms: arms.map((topology) => ({ topology, draws })),
    primary: 'handmade-chosen',
  }))
}
