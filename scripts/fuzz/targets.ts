import type { FuzzTarget } from './fuzz-target.js'
import { hdf5 } from './hdf5.js'
import { sphere } from './sphere.js'
import { wav } from './wav.js'

/** Every reader of files, in a file of its own beside this one. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [wav, sphere, hdf5]
