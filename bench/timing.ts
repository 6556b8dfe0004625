import { setTimeout as wait } from 'node:timers/promises'

/** Milliseconds: the least and the middle of all repetitions of each sample, then the mean over samples. */
export interface Times {
  readonly min: number
  readonly median: number
}

export type Timed<Part extends string> = Readonly<Record<Part, Times>>

/** [repetition][sample]; what interrupts a repetition so spoils one sample of it, not all. */
function times(repetitions: readonly (readonly number[])[]): Times {
  const sorted = repetitions[0].map((_, s) => repetitions.map((values) => values[s]).sort((a, b) => a - b))
  const mean = (of: (values: readonly number[]) => number) =>
    sorted.reduce((all, values) => all + of(values), 0) / sorted.length
  return { min: mean((values) => values[0]), median: mean((values) => values[Math.floor(values.length / 2)]) }
}

export interface Subject<Part extends string> {
  /** Does the work once; milliseconds of its parts, [sample]. */
  readonly run: () => Readonly<Record<Part, readonly number[]>>
}

export interface Budget {
  readonly rounds: number
  /** Before the first round of each subject: the engine has to see its loops often to compile them well. */
  readonly warmMs: number
  /** In a round, at least this long on each subject. */
  readonly roundMs: number
}

export const budgetOf = (quick: boolean): Budget =>
  quick ? { rounds: 3, warmMs: 60, roundMs: 15 } : { rounds: 10, warmMs: 250, roundMs: 50 }

/**
 * Times subjects in turn, round after round, so that a machine that changes its speed does so for all of them.
 * `between` is called once a round.
 */
export async function interleave<Part extends string>(
  subjects: readonly Subject<Part>[],
  budget: Budget,
  between: () => void = () => {},
): Promise<Timed<Part>[]> {
  for (const subject of subjects) {
    const end = performance.now() + budget.warmMs
    while (performance.now() < end) subject.run()
    // Compiled code arrives between two turns of the event loop.
    await wait(5)
  }
  const found = subjects.map(() => new Map<Part, (readonly number[])[]>())
  for (let round = 0; round < budget.rounds; round++) {
    between()
    subjects.forEach((subject, s) => {
      const end = performance.now() + budget.roundMs
      do {
        for (const [part, ms] of Object.entries(subject.run()) as [Part, readonly number[]][]) {
          const values = found[s].get(part) ?? []
          values.push(ms)
          found[s].set(part, values)
        }
      } while (performance.now() < end)
    })
    await wait(1)
  }
  return found.map((parts) => Object.fromEntries([...parts].map(([part, ms]) => [part, times(ms)])) as Timed<Part>)
}
