import type { PlotOptions } from '@observablehq/plot'

/** A cell; null where there is nothing, which is not 0. */
export type Value = string | number | boolean | null

export interface Figure {
  /** Unique within its section: lower-case letters, digits and dashes. */
  readonly id: string
  readonly title: string
  /** What the figure shows, for those who do not see it: with its numbers. */
  readonly alt: string
  /** How to read it. */
  readonly caption?: string
  /** Above the plot: which line or dot is which. */
  readonly key?: readonly KeyEntry[]
  /** A plot of Observable Plot, with colours and shapes of `palette.ts`; `plotOf` fills in what all figures share. */
  readonly spec: PlotOptions
  /** The numbers behind it, one record a mark: what `--json` gives. */
  readonly numbers: readonly Readonly<Record<string, Value>>[]
}

export interface KeyEntry {
  readonly name: string
  readonly color: string
  /** A line where left out. */
  readonly mark?: 'line' | 'dot' | 'square' | 'ring' | 'cross'
  /** Of a line, as of SVG. */
  readonly dash?: string | undefined
}

export interface Table {
  readonly id: string
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Value[])[]
  readonly caption?: string
}

/** Numbers stand right, words left; `text` writes a number where its digits are too many. */
export interface Column {
  readonly title: string
  readonly text?: (value: number) => string
}

/** Of a table of names and values, which needs no head. */
export const PAIRS: readonly Column[] = [{ title: '' }, { title: '' }]
