import { ARCHIVE_TARGETS } from './archives.js'
import type { FuzzTarget } from './fuzz-target.js'
import { hdf5 } from './hdf5.js'
import { SIGNAL_TARGETS } from './signal-files.js'
import { sphere } from './sphere.js'
import { wav } from './wav.js'

/** Every reader of files. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [wav, sphere, hdf5, ...SIGNAL_TARGETS, ...ARCHIVE_TARGETS]
