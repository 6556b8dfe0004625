import { isGenerated, resolveDataset } from '../data/catalogue.js'
import { UsageError } from '../usage-error.js'
import { dataNamed } from './data-names.js'
import { dataProgress } from './data-progress.js'

export interface EncodeArguments {
  readonly name: string
  readonly data: string | undefined
  readonly threads: number | undefined
  readonly skipBad: boolean | undefined
  readonly quiet: boolean
}

/** Fills the cache; says what is in it then. */
export async function encodeData({ name, data: dataDir, threads, skipBad, quiet }: EncodeArguments): Promise<string> {
  const spec = dataNamed(name)
  if (isGenerated(spec)) throw new UsageError(`'${name}' is generated: there is nothing to encode`)
  const progress = dataProgress(quiet)
  const options = { dataDir, threads, skipBad, onProgress: progress.onData }
  const data = await resolveDataset(spec, { seed: 1, replicate: 0, ...options }).finally(progress.end)
  return `${name}: ${data.samples} samples, ${data.eventStep.length} spikes, content ${data.key.slice(0, 12)}`
}
