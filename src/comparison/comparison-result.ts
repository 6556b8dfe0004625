import type { Metric as JudgedBy } from '../evaluation/metric.js'

/**
 * What `motif compare` has found: plain data that survives JSON, stored in the comparison's run under the name
 * `comparison` (`COMPARISON_RESULT`), printed by `--format json` and drawn by the report. Values are of
 * the metric; accuracies and their differences are fractions. A number that does not exist (a standard deviation of one value) is null.
 */
export interface ComparisonResult {
  readonly schema: 'motif-search/comparison/1'
  /** Of the comparison's own run. */
  readonly run: string
  readonly question: string
  /** One or two sentences with the estimate, its interval and the test; worded alike whatever was found. */
  readonly answer: string
  readonly metric: Metric
  readonly scoreOn: 'test' | 'selection'
  /** All arms learnt from the selection split too, after it had chosen. */
  readonly withSelection?: true | undefined
  /** Settings of a generated task that replace those of the search: another difficulty. */
  readonly override: Readonly<Record<string, number>>
  /** What tests and intervals count as independent: searches (blocks), or replicates where there is but one block. */
  readonly unit: 'block' | 'replicate'
  /** Trainings of each topology in each block. */
  readonly replicates: number
  readonly blocks: readonly Block[]
  /** In the order they were given; the arm chosen on selection data is one of them, or one made of theirs. */
  readonly arms: readonly ArmResult[]
  /** How the handmade arm of the primary contrast was chosen; null where nothing was to be chosen. */
  readonly choice: HandmadeChoice | null
  /** The one that was declared before anything was trained; null where there is a single arm. */
  readonly primary: Contrast | null
  /** The first arm of the primary contrast against every other arm, adjusted together by Holm's method. */
  readonly secondary: readonly Contrast[]
  /** Repair in the search x repair in the recipe; null where it was not asked for. */
  readonly repairSquare: RepairSquare | null
  /** In what the arms differ besides their topology, as allowed by whoever asked. */
  readonly allowed: readonly DesignDifference[]
  /** What a reader has to know, a sentence each. */
  readonly notes: readonly string[]
  /** Accesses to the test split in the ledger of this comparison. */
  readonly testAccesses: number
  readonly codeVersion: string
  readonly numericsVersion: number
}

export const COMPARISON_RESULT = 'comparison'

export interface Metric extends JudgedBy {
  /** What guessing gives; null where there is no such number, as of a loss. */
  readonly chance: number | null
}

/** What is paired: in a block every arm has the same data, seed and replicates. One per independent search or fold. */
export interface Block {
  /** Such as `quickstart-1`, or `heldOut theo`. */
  readonly label: string
  readonly seed: number
  /** Hash of the data's settings: equal where blocks have the same data, different for folds. */
  readonly data: string
  /** Samples that every network is scored on. */
  readonly items: number
  /** Whether all replicates are scored on the same samples (files), or each draws its own (a generated task). */
  readonly finite: boolean
}

export type ArmKind = 'search' | 'handmade' | 'file' | 'chosen'

/** One training: where an arm's numbers come from. */
export interface Trial {
  readonly block: number
  /** Which of the arm's topologies in this block. */
  readonly draw: number
  readonly replicate: number
  /** Hash of the canonical form. */
  readonly candidate: string
  /** Of its evaluation in the run of the comparison; absent where an older program made it. */
  readonly evaluation?: string
  /** Where the training failed: chance, or without chance the worst of the comparison's. */
  readonly value: number
  /** `scored`, or how it failed. */
  readonly state: string
  /** Such as `silent`; none where it failed. */
  readonly labels: readonly string[]
  /** Which test files were right (`rightSamples`); null where every replicate draws its own, or nothing was scored. */
  readonly right: string | null
  readonly spikesPerSample: number | null
  readonly synapticOperations: number | null
  /** Of the thread that trained it. */
  readonly seconds: number
}

export interface Summary {
  readonly n: number
  readonly mean: number
  readonly sd: number | null
  readonly median: number
}

/** Share of trainings at or above a threshold, or of a metric of which less is better at or below it. */
export type SuccessRate = { readonly rate: number } & ({ readonly atLeast: number } | { readonly atMost: number })

export interface ArmResult {
  readonly name: string
  readonly kind: ArmKind
  /** What it was made from: runs, a file, or a handmade name, with the paper where it is from one. */
  readonly source: string
  /** `readout`: input and recurrent weights stay as drawn. */
  readonly learns: 'all' | 'readout'
  /** Of recurrent synapses: `typed`, `free`, both (`mixed`), or `none` without recurrence. */
  readonly signs: 'typed' | 'free' | 'mixed' | 'none'
  /** What is different about this arm's recipe; null where it is that of all others. */
  readonly recipe: string | null
  /** Trained for the square of repair, and in no contrast. */
  readonly isSquareOnly: boolean
  /** Failed trainings count, as in their trials. */
  readonly summary: Summary
  /** Only the trainings that were scored; null where none was. */
  readonly withoutFailures: Summary | null
  readonly failures: number
  /** Networks that hardly fire, or fire at most steps. */
  readonly silent: number
  readonly saturated: number
  /** Of each threshold that was asked for. */
  readonly success: readonly SuccessRate[]
  /** Means over its topologies, or over its scored trainings (spikes, operations); null without any. */
  readonly neurons: number
  readonly parameters: number
  readonly synapses: number
  readonly excitatoryShare: number
  readonly spikesPerSample: number | null
  readonly synapticOperations: number | null
  /** Mean of one training. */
  readonly trainingSeconds: number
  /** What its searches have used together; null where nothing was searched. */
  readonly search: { readonly sampleSteps: number; readonly cpuSeconds: number; readonly runs: number } | null
  /** [block] mean value; what paired tests see. */
  readonly blockMeans: readonly number[]
  readonly trials: readonly Trial[]
}

export interface HandmadeChoice {
  readonly among: readonly string[]
  /** Mean on the selection split, per group of blocks with the same data. */
  readonly groups: readonly {
    readonly blocks: readonly number[]
    readonly means: readonly { readonly arm: string; readonly mean: number; readonly n: number }[]
    readonly chosen: string
  }[]
}

/** `a` minus `b`; positive is more, not necessarily better (see `metric.better`). */
export interface Contrast {
  readonly a: string
  readonly b: string
  readonly declared: 'in the study' | 'on the command line' | 'by default'
  readonly difference: Interval
  /** [unit] the paired differences that the tests see. */
  readonly differences: readonly number[]
  /** Of the paired differences: how many units speak for `a`, for `b`, for neither. */
  readonly units: { readonly higher: number; readonly lower: number; readonly equal: number }
  readonly permutation: TestResult
  readonly wilcoxon: TestResult
  /** Of the unit means of either arm, unpaired: for comparison with papers. Null below two units, or without any spread. */
  readonly welch: { readonly t: number; readonly degrees: number; readonly p: number } | null
  /** Holm's, over the secondary contrasts, of the permutation test; null for the primary one. */
  readonly adjusted: number | null
  /** Cohen's d of the paired differences; null where they do not vary. */
  readonly dz: number | null
  /** Of all trainings of `a` against all of `b`: P(a > b) - P(a < b). */
  readonly cliffsDelta: number
  /**
   * `higher` or `lower`: the interval excludes zero, and so does the permutation test (Holm's p for a secondary contrast)
   * at 0.05 where it can. `undecided` otherwise.
   */
  readonly verdict: 'higher' | 'lower' | 'undecided'
}

/** A hierarchical bootstrap: of blocks, topologies, replicates, and test samples where their number is finite. */
export interface Interval {
  readonly estimate: number
  readonly low: number
  readonly high: number
  readonly confidence: number
  readonly levels: readonly string[]
  readonly resamples: number
}

/** Two-sided. */
export interface TestResult {
  readonly statistic: number
  readonly p: number
  readonly n: number
  readonly method: 'exact' | 'monte carlo'
  /** Signs drawn, or enumerated. */
  readonly draws: number
  /** The least p that this test could give with these sizes of differences. */
  readonly smallest: number
}

export interface RepairSquare {
  /** `search`: repair in the search; `recipe`: repair in the trainings that are compared. */
  readonly cells: readonly {
    readonly search: boolean
    readonly recipe: boolean
    readonly arm: string
    readonly mean: number
    readonly sd: number | null
    readonly n: number
  }[]
  /** Averaged over the other factor, with repair minus without; and how much more repair in the recipe gives after a search with it. */
  readonly effects: {
    readonly search: Interval
    readonly recipe: Interval
    readonly interaction: Interval
  }
}

/** What differs between arms besides topology; `kind` is what `--allow` names. */
export interface DesignDifference {
  readonly kind: string
  readonly arms: readonly string[]
  /** In words, with both values. */
  readonly text: string
}
