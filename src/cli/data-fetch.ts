import { join, resolve } from 'node:path'
import { isGenerated } from '../data/catalogue.js'
import { download } from '../data/fetch/download.js'
import { fetchSources } from '../data/fetch/fetch-sources.js'
import { readableSet } from '../data/file-dataset.js'
import { isPattern } from '../data/pattern-spec.js'
import { dataFolders } from '../data/sets/find-set.js'
import { UsageError } from '../usage-error.js'
import { dataNamed } from './data-names.js'
import type { ExitCode } from './exit-code.js'
import { note, print } from './output.js'
import { bar } from './progress-model.js'
import { shownPath } from './run-folder.js'
import { createScreen } from './screen.js'

export interface FetchArguments {
  readonly name: string
  readonly data: string | undefined
  readonly quiet: boolean
}

/** Downloads every file of a set that is not there yet. */
export async function fetchData({ name, data, quiet }: FetchArguments): Promise<ExitCode | undefined> {
  const spec = dataNamed(name)
  if (isGenerated(spec)) throw new UsageError(`'${name}' is generated: there is nothing to fetch`)
  if (isPattern(spec)) throw new UsageError(`'${name}' is not fetched: get it from https://github.com/fzenke/ssbm`)
  const { set } = readableSet(spec)
  const folder = data === undefined ? dataFolders()[0] : resolve(data)
  const sources = fetchSources(name)
  if (sources === undefined) {
    const terms = set.licence === null ? '' : ` (${set.licence})`
    print(
      `${set.title} is not downloaded by motif${terms}. Get it from ${set.homepage}\nand put into ${folder}: ${set.layout}`,
    )
    return undefined
  }
  const screen = createScreen(process.stderr, quiet)
  const onProgress = (file: string) => (done: number, total: number | null) =>
    screen.show((columns) => progressText(file, done, total).slice(0, columns))
  for (const source of sources) {
    const target = join(folder, source.path)
    const result = await download(source, target, { onProgress: onProgress(source.path) }).finally(screen.clear)
    if (result.state === 'present') note(`${source.path} is there already`)
    else
      note(`${source.path}: ${result.bytes} bytes, SHA-256 ${result.sha256}${result.verified ? ', as published' : ''}`)
  }
  print(
    `${set.title} is in ${shownPath(folder)}. Licence: ${set.licence ?? 'not known'}. Please cite: ${set.attribution}`,
  )
  return undefined
}

function progressText(file: string, done: number, total: number | null): string {
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1)
  if (total === null) return `${file}: ${mib(done)} MiB`
  return `${bar(done / total)} ${file}: ${mib(done)} of ${mib(total)} MiB`
}
