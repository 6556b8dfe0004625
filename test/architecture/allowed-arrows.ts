/**
 * Who may import whom. A room is a folder of `src/`; `index` is `src/index.ts`; `strategies` is the folder beside
 * `src/`. Rooms are listed from the bottom up, and a room imports only rooms above it in this list (built-in strategies
 * are the exception: search looks them up, they see search through the front door):
 *
 *   cli -> (search, comparison, report) -> (evaluation, store) -> (learning, data, topology) -> kernel
 *
 * `'*'` allows all files of a room, a list only those files.
 */
export type Allowed = Readonly<Record<string, '*' | readonly string[]>>

const KERNEL: Allowed = { kernel: '*' }
const DESCRIPTIONS: Allowed = { ...KERNEL, topology: '*', data: '*' }
const LEARNING: Allowed = { ...DESCRIPTIONS, learning: '*' }
const EVALUATION: Allowed = { ...LEARNING, 'self-organization': '*', evaluation: '*' }
const SEARCH: Allowed = { ...EVALUATION, store: '*', search: '*' }
const COMPARISON: Allowed = { ...SEARCH, analysis: '*', comparison: '*' }
const EVERYTHING_BELOW: Allowed = { ...COMPARISON, interop: '*', report: '*' }

export const ALLOWED_ARROWS: Readonly<Record<string, Allowed>> = {
  kernel: {},
  topology: KERNEL,
  // A data set knows nothing of networks.
  data: KERNEL,
  learning: DESCRIPTIONS,
  'self-organization': LEARNING,
  evaluation: { ...LEARNING, 'self-organization': '*' },
  // The store keeps what an evaluation is and gave, and never computes one.
  store: { ...DESCRIPTIONS, evaluation: ['outcome.ts', 'metric.ts', 'work-item.ts'] },
  search: { ...EVALUATION, store: '*', strategies: '*' },
  // Looks at networks, so it needs no runs and no store.
  analysis: { ...LEARNING, 'self-organization': '*' },
  interop: { ...LEARNING },
  comparison: { ...SEARCH, analysis: '*', strategies: '*' },
  report: { ...COMPARISON, interop: '*' },
  index: { ...EVERYTHING_BELOW },
  // As a user's own strategy would: the public contract only.
  strategies: { index: '*' },
  cli: { ...EVERYTHING_BELOW, index: '*', strategies: '*' },
}

/** Files directly in `src/` that import nothing and that every room may import. */
export const SHARED_LEAVES: readonly string[] = [
  'src/usage-error.ts',
  'src/duration.ts',
  'src/nearest-name.ts',
  'src/package-root.ts',
]
