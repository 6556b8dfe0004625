import type { EncodedDataset } from '../data/dataset.js'
import { createThreadPool, type ThreadPool } from '../evaluation/thread-evaluator.js'
import type { Study } from '../search/study.js'
import { CpuShares } from './cpu-shares.js'

/** What runs of one study share that go on side by side: their seeds alone differ. */
export interface RunGroup {
  readonly pool: ThreadPool
  readonly cpu: CpuShares
  /** The data set, read by the first run that asks: files give every seed the same. */
  dataset(read: () => Promise<EncodedDataset | null>): Promise<EncodedDataset | null>
  close(): Promise<void>
}

export function createRunGroup(study: Study, threads: number): RunGroup {
  const pool = createThreadPool(threads, { evaluationMiB: study.limits.evaluationMiB })
  let data: Promise<EncodedDataset | null> | undefined
  return {
    pool,
    cpu: new CpuShares(),
    dataset(read) {
      data ??= read()
      return data
    },
    close: () => pool.close(),
  }
}
