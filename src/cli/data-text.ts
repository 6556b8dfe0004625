import { type DataSpec, dataSchema, describeData, isGenerated } from '../data/catalogue.js'
import { readableSet } from '../data/file-dataset.js'
import { findSet } from '../data/sets/find-set.js'
import { didYouMean } from '../nearest-name.js'
import { builtInStudies, readStudy } from '../search/study-file.js'
import { UsageError } from '../usage-error.js'
import type { Result } from './result.js'
import { shownPath } from './run-folder.js'
import { keyValues, textTable } from './text-table.js'

export const DATA_SOURCES: readonly string[] = dataSchema.options.map((option) => option.shape.source.value)

/** `generated`, where its files are, or why they are not found. */
export function whereFound(spec: DataSpec, dataDir: string | undefined): { found: boolean; where: string } {
  if (isGenerated(spec)) return { found: true, where: 'generated' }
  try {
    return { found: true, where: findSet(readableSet(spec).set, dataDir).map(shownPath).join(', ') }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { found: false, where: error.message }
  }
}

export function dataList(dataDir: string | undefined): Result {
  const sets = DATA_SOURCES.map((source) => {
    const spec = dataSchema.parse({ source })
    const { channels, classes, maxSteps } = describeData(spec)
    const { found, where } = whereFound(spec, dataDir)
    return { name: source, channels, classes, maxSteps, found, where }
  })
  const titles = ['name', 'channels', 'classes', 'steps', 'found']
  return {
    json: () => ({ schema: 'motif-search/data-list/1', data: sets }),
    csv: () => ({
      titles: [...titles, 'where'],
      rows: sets.map((s) => [s.name, s.channels, s.classes, s.maxSteps, String(s.found), s.where]),
    }),
    table: () =>
      textTable(
        titles.map((title, i) => ({ title, align: i > 0 && i < 4 ? 'right' : 'left' }) as const),
        sets.map((s) => [
          s.name,
          s.channels,
          s.classes,
          s.maxSteps,
          s.found ? s.where : 'no; motif data info says how to get it',
        ]),
      ),
  }
}

/** Of a data set with its usual settings, or of a study's data. */
export function dataInfo(name: string, dataDir: string | undefined): Result {
  const spec = DATA_SOURCES.includes(name) ? dataSchema.parse({ source: name }) : studyData(name)
  const description = describeData(spec)
  const { found, where } = whereFound(spec, dataDir)
  const { source, channels, classes, classNames, maxSteps, dt, samples } = description
  return {
    json: () => ({ schema: 'motif-search/data/1', ...description, found, where, settings: spec }),
    csv: () => ({
      titles: ['name', 'channels', 'classes', 'steps', 'found', 'where'],
      rows: [[source, channels, classes, maxSteps, String(found), where]],
    }),
    table: () =>
      keyValues([
        ['name', source],
        ['channels', String(channels)],
        ['classes', `${classes}: ${classNames.join(', ')}`],
        ['steps', `${maxSteps} at most${dt === null ? '' : `, ${(1000 * dt).toFixed(1)} ms each`}`],
        [
          'samples',
          samples === null
            ? 'as the files have them'
            : Object.entries(samples)
                .map(([k, n]) => `${k} ${n}`)
                .join(', '),
        ],
        ['where', found ? where : `not found: ${where}`],
        ['settings', JSON.stringify(spec)],
      ]),
  }
}

function studyData(name: string): DataSpec {
  if (/\.(ya?ml|json)$/.test(name) || builtInStudies().includes(name)) return readStudy(name).data
  const known = [...DATA_SOURCES, ...builtInStudies()]
  throw new UsageError(
    `"${name}" is no data set and no study${didYouMean(name, known) || `; known are ${known.join(', ')}`}`,
  )
}
