import { key } from '../../../src/kernel/numerics/random.js'
import { readStudy } from '../../../src/search/study-file.js'
import { handmadeTopology } from '../../../src/topology/handmade.js'
import { FOLDS } from './folds.js'
import type { Job } from './store.js'
import { trainOnce } from './train-once.js'
import { startingStudy, type Variant } from './variant.js'

/** All trainings of a variant, scored on the selection splits of its folds. The id says all that a score depends on. */
export function validationJobs({ study, set, topology, folds, replicates }: Variant): Job[] {
  return Array.from({ length: replicates }, (_, replicate) =>
    folds.map((fold) => ({
      id: [study, topology, FOLDS[study][fold].name, `replicate ${replicate}`, ...set].join(' | '),
      train: (pool: Parameters<Job['train']>[0]) => {
        const read = readStudy(startingStudy(study), [...set, ...FOLDS[study][fold].set])
        const candidate = handmadeTopology(topology, read.space, { key: key(7, replicate) })
        return trainOnce(read, candidate, replicate, 'selection', pool)
      },
    })),
  ).flat()
}
