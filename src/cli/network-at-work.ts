import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { dataOfNetwork, samplesToRun } from '../comparison/network-data.js'
import { type RunResult, runResult } from '../comparison/run-result.js'
import { trainTopology } from '../comparison/train-topology.js'
import type { EncodedDataset } from '../data/dataset.js'
import { type AnyNetwork, loadAnyNetwork, saveNetwork } from '../learning/network-file.js'
import { patternOutput } from '../learning/super-spike/pattern-output.js'
import type { NetworkAtWork, Work } from '../report/run-facts.js'
import { parseStudy } from '../search/study.js'
import type { RunReader } from '../store/run-reader.js'
import { topologyHash } from '../topology/canonical-form.js'
import { UsageError } from '../usage-error.js'
import { note } from './output.js'

export interface AtWorkOptions {
  /** A saved network to show instead of the run's own. */
  readonly network: string | undefined
  /** Train the discovered topology where no network of it is kept. */
  readonly train: boolean | undefined
  readonly data: string | undefined
  readonly quiet: boolean
}

/** Samples that are shown. */
const SHOWN = 4
/** Among which they are looked for. */
const LOOKED_AT = 200

/** A given network, the one that is kept with the run, or one that is trained now; nothing where there is none. */
export async function networkAtWork(store: RunReader, options: AtWorkOptions): Promise<Work> {
  if (options.network !== undefined) {
    const network = loadAnyNetwork(options.network)
    return workOf(network, await dataOf(network, options), `the network in ${options.network}`)
  }
  const result = runResult(store)
  if (result === undefined) return {}
  const from = 'the discovered topology, trained by the recipe (replicate 0)'
  const file = join(store.folder, 'network.json')
  const kept = existsSync(file) ? loadAnyNetwork(file) : undefined
  if (kept !== undefined && topologyHash(kept.topology) === result.candidate) {
    return workOf(kept, await dataOf(kept, options), from)
  }
  return options.train ? trained(store, result, file, from, options) : {}
}

async function trained(
  store: RunReader,
  { topology }: RunResult,
  file: string,
  from: string,
  options: AtWorkOptions,
): Promise<Work> {
  const study = parseStudy(store.header.study, 'the study of the run')
  const data = await dataOf({ data: study.data, seed: study.seed, replicate: 0 }, options)
  const network = await trainTopology(study, topology, {
    ...{ replicate: 0, epochs: study.recipe.epochs, encoded: data, test: false },
    signal: new AbortController().signal,
    onEpoch: ({ epoch }) =>
      options.quiet || note(`training the discovered topology: epoch ${epoch} of ${study.recipe.epochs}`),
  })
  if (network === undefined) throw new UsageError('the training was stopped')
  saveNetwork(file, network)
  return workOf(network, data, from)
}

const dataOf = (
  network: Pick<AnyNetwork, 'data' | 'seed' | 'replicate'>,
  { data }: AtWorkOptions,
): Promise<EncodedDataset> => dataOfNetwork(network, { dataDir: data, threads: availableParallelism() })

/** Networks of rules that have neither classes to label nor a pattern to fire are shown nowhere. */
function workOf(network: AnyNetwork, data: EncodedDataset, from: string): Work {
  if (!('numbers' in network) || network.recipe.rule === 'first-spike') return { atWork: atWork(network, data, from) }
  const shown = patternOutput(network, data)
  return shown === undefined ? {} : { patternAtWork: { shown, from } }
}

/** The first sample of each class, in the order of the data. */
function atWork(network: AnyNetwork, data: EncodedDataset, from: string): NetworkAtWork {
  const seen = new Set<number>()
  const samples = Array.from(samplesToRun(data, LOOKED_AT)).filter((index) => {
    if (seen.size >= SHOWN || seen.has(data.label[index])) return false
    seen.add(data.label[index])
    return true
  })
  return { network, data, samples, from }
}
