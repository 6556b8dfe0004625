import type { CommandModule } from 'yargs'
import { best } from './best.js'
import { candidates } from './candidates.js'
import { data } from './data.js'
import { doctor } from './doctor.js'
import { fingerprint } from './fingerprint.js'
import { replay } from './replay.js'
import { resume } from './resume.js'
import { runs } from './runs.js'
import { search } from './search.js'
import { status } from './status.js'
import { store } from './store.js'
import { study } from './study.js'
import { topology } from './topology.js'
import { train } from './train.js'

/** In the order of the help. */
export const COMMANDS: readonly CommandModule[] = [
  search,
  resume,
  status,
  runs,
  candidates,
  best,
  fingerprint,
  replay,
  topology,
  train,
  study,
  data,
  store,
  doctor,
]
