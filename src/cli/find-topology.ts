import { existsSync, readFileSync } from 'node:fs'
import { key } from '../kernel/numerics/random.js'
import { isNetworkDocument, parseNetwork } from '../learning/network-file.js'
import { didYouMean } from '../nearest-name.js'
import { parseStudy, type Study } from '../search/study.js'
import { readStudy } from '../search/study-file.js'
import { handmadeNames, handmadeTopology } from '../topology/handmade.js'
import type { Topology } from '../topology/topology.js'
import { parseTopology } from '../topology/topology-document.js'
import { UsageError } from '../usage-error.js'
import { findCandidate } from './find-candidate.js'
import { readRun } from './read-run.js'
import { isRun } from './run-folder.js'

export interface FoundTopology {
  readonly topology: Topology
  /** That of `--study`, else that of the run the topology comes from. */
  readonly study: Study | undefined
  /** Folder of the run it comes from. */
  readonly run: string | undefined
}

export interface TopologyOptions {
  readonly study?: string | undefined
  /** `--set` of that study. */
  readonly set?: readonly string[] | undefined
  readonly synapses?: number | undefined
}

/** A topology by file (a topology or a network), handmade name, or `<run>[:candidate]`. Throws UsageError. */
export async function findTopology(text: string, options: TopologyOptions): Promise<FoundTopology> {
  const study = options.study === undefined ? undefined : readStudy(options.study, options.set)
  if (text.endsWith('.json')) return { topology: readTopology(text), study, run: undefined }
  const handmade = handmadeNames.find((name) => name === text)
  if (handmade !== undefined) {
    if (study === undefined) {
      throw new UsageError(`${handmade} is handmade and needs --study NAME for its neurons, inputs and classes`)
    }
    // The key of the first such arm of the study's check: the same topology.
    const settings = {
      key: key(study.seed, 'arm', handmade, 0),
      ...(options.synapses !== undefined && { synapses: options.synapses }),
    }
    return { topology: handmadeTopology(handmade, study.space, settings), study, run: undefined }
  }
  const colon = text.lastIndexOf(':')
  const run = colon < 0 ? text : text.slice(0, colon)
  if (colon < 0 && !isRun(run)) {
    const hint =
      didYouMean(run, handmadeNames) || `; it is a .json file, <run>[:candidate], or one of ${handmadeNames.join(', ')}`
    throw new UsageError(`"${run}" is no topology${hint}`)
  }
  return candidateOf(run, colon < 0 ? undefined : text.slice(colon + 1), study)
}

function candidateOf(run: string, prefix: string | undefined, study: Study | undefined): Promise<FoundTopology> {
  return readRun(run, async (store, folder) => {
    const own = study ?? parseStudy(store.header.study, 'the study of the run')
    if (prefix !== undefined && prefix !== '') {
      const { topology, hash } = findCandidate(store, prefix)
      return { topology: parseTopology(topology, `candidate ${hash.slice(0, 12)}`), study: own, run: folder }
    }
    const { runResult } = await import('../comparison/run-result.js')
    const result = runResult(store)
    if (result === undefined) throw new UsageError(`run ${run} has scored no candidate yet: name one as ${run}:HASH`)
    return { topology: result.topology, study: own, run: folder }
  })
}

function readTopology(file: string): Topology {
  if (!existsSync(file)) throw new UsageError(`topology file ${file} does not exist`)
  let document: unknown
  try {
    document = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new UsageError(`${file} is no topology: it is not JSON`)
  }
  return isNetworkDocument(document) ? parseNetwork(document, file).topology : parseTopology(document, file)
}
