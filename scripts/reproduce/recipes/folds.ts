/** A way to cut validation data out of the training part of a study: a name and the `--set` settings that do it. */
export interface Fold {
  readonly name: string
  readonly set: readonly string[]
}

/** Takes 0 to 4, the official test files, are in none of them. */
const TAKES: readonly Fold[] = [
  { name: 'takes 5-9', set: [] },
  {
    name: 'takes 45-49',
    set: ['data.splits.weights=[5,24]', 'data.splits.alpha=[25,44]', 'data.splits.selection=[45,49]'],
  },
  {
    name: 'takes 25-29',
    set: ['data.splits.weights=[5,24]', 'data.splits.alpha=[30,49]', 'data.splits.selection=[25,29]'],
  },
]

/**
 * [held out, selection voice, seed of the splits that makes it so]. Each voice is once held out and once selects, and no two
 * select for each other: then one voice's selection score would be another's test score.
 */
export const VOICES = [
  ['george', 'jackson', 1],
  ['jackson', 'lucas', 0],
  ['lucas', 'nicolas', 5],
  ['nicolas', 'theo', 8],
  ['theo', 'yweweler', 7],
  ['yweweler', 'george', 1],
] as const

const SPEAKERS: readonly Fold[] = VOICES.map(([heldOut, selection, seed]) => ({
  name: selection,
  set: [`data.splits.heldOut=${heldOut}`, `data.splits.seed=${seed}`],
}))

export const FOLDS: Readonly<Record<string, readonly Fold[]>> = {
  'spoken-digits': TAKES,
  'unseen-speakers': SPEAKERS,
}
