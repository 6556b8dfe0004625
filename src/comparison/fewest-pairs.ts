/** Fewer pairs than this say too little of how pairs vary for anything to be decided, whatever an interval over them is. */
export const FEWEST_PAIRS = 5
