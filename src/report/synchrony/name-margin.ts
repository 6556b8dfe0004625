/** Of a character, rather too many than too few. */
export const PIXELS = 7

/** Room for the names of classes beside a figure. */
export const nameMargin = (names: readonly string[]): number =>
  Math.max(40, 16 + PIXELS * Math.max(...names.map(({ length }) => length)))
