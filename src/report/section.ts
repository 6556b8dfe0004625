import type { Figure, Table } from './figure.js'
import type { RunFacts } from './run-facts.js'

export { type Column, type Figure, type KeyEntry, PAIRS, type Table, type Value } from './figure.js'

/** One thing that people want to know of a run. A section is one file in `sections/`, listed in `sections/index.ts`. */
export interface Section {
  /** Anchor in the document and key in `--json`: lower-case letters and dashes. */
  readonly id: string
  readonly title: string
  /** Undefined where the question does not arise in such a run: the section is then left out. */
  build(facts: RunFacts): SectionContent | undefined | Promise<SectionContent | undefined>
}

export type SectionContent = ShownSection | NotAvailable

export interface ShownSection {
  /** The answer, before anything that shows it. */
  readonly lead: string
  /** What else a reader must know, a paragraph each. */
  readonly notes?: readonly string[]
  /** Headline numbers, as `--json` gives them. */
  readonly numbers?: Readonly<Record<string, unknown>>
  readonly figures?: readonly Figure[]
  readonly tables?: readonly Table[]
  /** Lines for a terminal, to be copied. */
  readonly commands?: readonly { readonly line: string; readonly says: string }[]
}

export interface NotAvailable {
  /** Why, and what would make it available: a clause without a full stop. */
  readonly notAvailable: string
}
