import { type DataSpec, dataSchema, isGenerated } from '../data/catalogue.js'
import { readableSet } from '../data/file-dataset.js'
import { isPattern } from '../data/pattern-spec.js'
import { findSet } from '../data/sets/find-set.js'
import { userSetNames } from '../data/user/user-description.js'
import { didYouMean } from '../nearest-name.js'
import { builtInStudies, readStudy } from '../search/study-file.js'
import { UsageError } from '../usage-error.js'
import { shownPath } from './run-folder.js'

/** Every source of data but the user's own sets, which have names. */
export const DATA_SOURCES: readonly string[] = dataSchema.options
  .map((option): string => option.shape.source.value)
  .filter((source) => source !== 'user')

/** A source with its usual settings, a set of the user's, or a study's data. Throws UsageError with the nearest name. */
export function dataNamed(name: string): DataSpec {
  if (DATA_SOURCES.includes(name)) return dataSchema.parse({ source: name })
  if (userSetNames().includes(name)) return dataSchema.parse({ source: 'user', name })
  if (/\.(ya?ml|json)$/.test(name) || builtInStudies().includes(name)) return readStudy(name).data
  const known = [...DATA_SOURCES, ...userSetNames(), ...builtInStudies()]
  throw new UsageError(
    `"${name}" is no data set and no study${didYouMean(name, known) || `; known are ${known.join(', ')}`}`,
  )
}

export const nameOf = (spec: DataSpec): string => (spec.source === 'user' ? spec.name : spec.source)

/** `generated`, where its files are, or why they are not found. */
export function whereFound(spec: DataSpec, dataDir: string | undefined): { found: boolean; where: string } {
  if (isGenerated(spec)) return { found: true, where: 'generated' }
  if (isPattern(spec)) return { found: true, where: 'spike-patterns.tar.gz, or the files named' }
  try {
    return { found: true, where: findSet(readableSet(spec).set, dataDir).map(shownPath).join(', ') }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { found: false, where: error.message }
  }
}
