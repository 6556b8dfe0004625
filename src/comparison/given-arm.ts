import { parseStudy, type Study } from '../search/study.js'
import type { RunReader } from '../store/run-reader.js'
import { searchTime } from '../store/search-time.js'
import type { Topology } from '../topology/topology.js'
import { UsageError } from '../usage-error.js'
import { COMPARE_STRATEGY } from './compare-strategy.js'
import { runResult } from './run-result.js'

/** A run's best, or another of its candidates. */
export interface GivenRun {
  readonly kind: 'run'
  /** As it was named. */
  readonly reference: string
  readonly folder: string
  readonly study: Study
  readonly topology: Topology
  readonly isFinished: boolean
  /** Of its search. */
  readonly sampleSteps: number
  readonly cpuSeconds: number
}

export interface GivenFile {
  readonly kind: 'file'
  readonly reference: string
  readonly topology: Topology
}

export interface GivenHandmade {
  readonly kind: 'handmade'
  readonly reference: string
  /** Topologies in each block, where it is random. */
  readonly draws: number
}

export type GivenSource = GivenRun | GivenFile | GivenHandmade

/** An arm as it was asked for: several sources are independent searches. */
export interface GivenArm {
  readonly name: string
  readonly sources: readonly GivenSource[]
}

/** What a run brings into a comparison with one of its topologies. */
export function givenRun(store: RunReader, reference: string, topology: Topology): GivenRun {
  if (store.header.strategy === COMPARE_STRATEGY) {
    throw new UsageError(`${reference} is a comparison and no search: name the runs that it compares`)
  }
  return {
    kind: 'run',
    reference,
    folder: store.folder,
    study: parseStudy(store.header.study, `the study of ${reference}`),
    topology,
    isFinished: runResult(store)?.from === 'search',
    sampleSteps: store.used().sampleSteps,
    cpuSeconds: searchTime(store).cpuSeconds,
  }
}
