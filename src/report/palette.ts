/**
 * Colours that stay apart for colour-blind readers (M. Okabe, K. Ito, "Color Universal Design", 2008) and, by their
 * lightness, in grey print. Colour never stands alone: shapes, dashes or labels say the same.
 */
export const INK = '#1b1b1b'
export const QUIET = '#5c5c5c'
export const FAINT = '#d9d9d9'
export const BLUE = '#0072b2'
export const VERMILION = '#d55e00'
export const GREEN = '#009e73'
export const ORANGE = '#e69f00'
export const SKY = '#56b4e9'
export const PURPLE = '#cc79a7'
export const YELLOW = '#f0e442'

/** For series that have no colour of their own, in this order. */
export const SERIES = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY] as const

/** Excitation and inhibition, everywhere. */
export const EXCITATORY = BLUE
export const INHIBITORY = VERMILION
