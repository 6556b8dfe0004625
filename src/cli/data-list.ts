import { describeData } from '../data/catalogue.js'
import { userSetNames } from '../data/user/user-description.js'
import { dataNamed, NAMED_SETS, nameOf, whereFound } from './data-names.js'
import type { Result } from './result.js'
import { textTable } from './text-table.js'

/** Every set there is, published, generated or the user's own, and whether its files are here. */
export function dataList(dataDir: string | undefined): Result {
  const specs = [...NAMED_SETS.values(), ...userSetNames().map(dataNamed)]
  const sets = specs.map((spec) => {
    const { channels, classes, maxSteps } = describeData(spec)
    return { name: nameOf(spec), channels, classes, maxSteps, ...whereFound(spec, dataDir) }
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
          s.maxSteps === 65_535 ? 'any' : s.maxSteps,
          s.found ? s.where : 'no; motif data info says how to get it',
        ]),
      ),
  }
}
