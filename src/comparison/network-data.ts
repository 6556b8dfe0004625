import { generateDataset, isGenerated, resolveDataset } from '../data/catalogue.js'
import type { EncodedDataset } from '../data/dataset.js'
import type { AnyNetwork } from '../learning/network-file.js'
import { splitSamples } from '../learning/samples.js'
import { UsageError } from '../usage-error.js'
import type { DataOptions } from './prepare-run.js'

/** The data that a saved network was trained on: a generated task's own draw, or the files. */
export async function dataOfNetwork(
  { data, seed, replicate }: Pick<AnyNetwork, 'data' | 'seed' | 'replicate'>,
  options: DataOptions & { readonly threads: number },
): Promise<EncodedDataset> {
  if (isGenerated(data)) return generateDataset(data, { seed, replicate })
  return resolveDataset(data, { seed, replicate, ...options })
}

/** The first so many samples of the selection split, which no weight was learnt from; never of the test part. */
export function samplesToRun(data: EncodedDataset, most: number): Uint32Array {
  const selection = splitSamples(data, ['selection'])
  if (selection.length === 0)
    throw new UsageError('the data has no sample in its selection part: there is nothing to run')
  return selection.subarray(0, most)
}
