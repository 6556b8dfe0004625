import { generateDataset, isGenerated } from '../data/catalogue.js'
import type { EncodedDataset } from '../data/dataset.js'
import { datasetFromBuffer } from '../data/dataset-layout.js'
import { UsageError } from '../usage-error.js'
import type { WorkContext } from './context.js'

/** Generated data sets a thread keeps: the stages of a curriculum, or the replicates of neighbouring evaluations. */
const KEPT = 3

/** The data sets of a run as one thread sees them. */
export class WorkData {
  readonly #context: WorkContext
  readonly #generated = new Map<string, EncodedDataset>()
  #encoded: EncodedDataset | undefined

  constructor(context: WorkContext) {
    this.#context = context
  }

  dataset(replicate: number, override: Readonly<Record<string, number>> = {}): EncodedDataset {
    const { data, seed, encoded } = this.#context
    if (!isGenerated(data)) {
      if (Object.keys(override).length > 0)
        throw new UsageError(`a curriculum needs a generated task, but data.source is ${data.source}`)
      if (encoded === null) throw new Error('a file data set was not handed to the thread')
      this.#encoded ??= datasetFromBuffer(encoded)
      return this.#encoded
    }
    const name = JSON.stringify([replicate, override])
    let dataset = this.#generated.get(name)
    if (!dataset) {
      dataset = generateDataset(data, { seed, replicate, override })
      const [oldest] = this.#generated.keys()
      if (this.#generated.size >= KEPT) this.#generated.delete(oldest)
      this.#generated.set(name, dataset)
    }
    return dataset
  }
}
