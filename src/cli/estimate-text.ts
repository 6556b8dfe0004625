import { availableParallelism } from 'node:os'
import { estimateRun } from '../comparison/estimate-run.js'
import { prepareRun } from '../comparison/run-study.js'
import type { Study } from '../search/study.js'
import { formatDuration } from './duration.js'
import { keyValues } from './text-table.js'

export interface EstimateOptions {
  readonly dataDir: string | undefined
  readonly threads: number | undefined
  readonly skipBad: boolean | undefined
}

/** What `search --dry-run` prints. */
export async function estimateText(study: Study, options: EstimateOptions): Promise<string> {
  const threads = options.threads ?? availableParallelism()
  const prepared = await prepareRun(study, { ...options, threads })
  const estimate = estimateRun({ ...prepared, threads })
  const { search, evaluations, check } = estimate.seconds
  const distinct = estimate.candidates < estimate.evaluations ? ` (${estimate.candidates} topologies)` : ''
  const about = (seconds: number): string => `about ${formatDuration(seconds)}`
  return keyValues([
    ['study', `${study.name}, seed ${study.seed}, strategy ${study.strategy.name}`],
    ['iterations', `${estimate.iterations}, ${about(search)}`],
    [
      'candidates',
      `${estimate.atMost ? 'at most ' : ''}${estimate.evaluations} trained and scored${distinct}, ${about(evaluations)}`,
    ],
    ['check', `${estimate.checkTrainings} trainings, ${about(check)}`],
    ['time', `${about(search + evaluations + check)} on ${threads} ${threads === 1 ? 'thread' : 'threads'}`],
    ['processor', about(estimate.cpuSeconds)],
    ['weights', `${estimate.weights} in a random candidate`],
    ['memory', `about ${mebibytes(estimate.memoryBytes)} at most at one time`],
    ['disk', `about ${mebibytes(estimate.diskBytes)}`],
    ['written', 'nothing'],
  ])
}

const mebibytes = (bytes: number): string => `${Math.max(1, Math.ceil(bytes / 2 ** 20))} MiB`
