/** What the run of a comparison names as its strategy. */
export const COMPARE_STRATEGY = 'compare'
