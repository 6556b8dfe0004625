import { type DataSpec, dataSchema, isGenerated } from '../data/catalogue.js'
import { readableSet } from '../data/file-dataset.js'
import { patternPlaces } from '../data/pattern-dataset.js'
import { isPattern, SSBM_PATTERNS } from '../data/pattern-spec.js'
import { findSet } from '../data/sets/find-set.js'
import { userSetNames } from '../data/user/user-description.js'
import { didYouMean } from '../nearest-name.js'
import { builtInStudies, readStudy } from '../search/study-file.js'
import { UsageError } from '../usage-error.js'
import { shownPath } from './run-folder.js'

const sources = dataSchema.options.map((option): string => option.shape.source.value)
const patterns = SSBM_PATTERNS.map((pattern) => [`ssbm-${pattern}`, { source: 'ssbm', pattern }] as const)

/** Every set that a name alone tells, with its usual settings; one's own sets and pairs of spike files need more. */
export const NAMED_SETS: ReadonlyMap<string, DataSpec> = new Map(
  [
    ...sources
      .filter((source) => !['user', 'ras', 'ssbm'].includes(source))
      .map((source) => [source, { source }] as const),
    ...patterns,
  ].map(([name, settings]) => [name, dataSchema.parse(settings)]),
)

/** A set with its usual settings, one of the user's, or a study's data. Throws UsageError with the nearest name. */
export function dataNamed(name: string): DataSpec {
  const spec = NAMED_SETS.get(name)
  if (spec) return spec
  if (userSetNames().includes(name)) return dataSchema.parse({ source: 'user', name })
  if (/\.(ya?ml|json)$/.test(name) || builtInStudies().includes(name)) return readStudy(name).data
  const known = [...NAMED_SETS.keys(), ...userSetNames(), ...builtInStudies()]
  throw new UsageError(
    `"${name}" is no data set and no study${didYouMean(name, known) || `; known are ${known.join(', ')}`}`,
  )
}

export function nameOf(spec: DataSpec): string {
  if (spec.source === 'user') return spec.name
  return spec.source === 'ssbm' ? `ssbm-${spec.pattern}` : spec.source
}

/** `generated`, where its files are, or why they are not found. */
export function whereFound(spec: DataSpec, dataDir: string | undefined): { found: boolean; where: string } {
  if (isGenerated(spec)) return { found: true, where: 'generated' }
  try {
    if (isPattern(spec)) return { found: true, where: patternPlaces(spec, dataDir).map(shownPath).join(', ') }
    return { found: true, where: findSet(readableSet(spec).set, dataDir).map(shownPath).join(', ') }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { found: false, where: error.message }
  }
}
