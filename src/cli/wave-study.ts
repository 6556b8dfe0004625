import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { readPng } from '../data/readers/png.js'
import { didYouMean } from '../nearest-name.js'
import { packageRoot } from '../package-root.js'
import { parseSettings } from '../search/parse-settings.js'
import { maskRows } from '../self-organization/mask-picture.js'
import { type WaveStudy, waveStudySchema } from '../self-organization/wave-study.js'
import { UsageError } from '../usage-error.js'

const folder = (): string => join(packageRoot(), 'search-spaces', 'waves')

export const builtInWaves = (): string[] =>
  readdirSync(folder())
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort()

/** A study of waves by file or built-in name. Throws UsageError. */
export function readWaveStudy(nameOrFile: string): WaveStudy {
  const file = fileOf(nameOrFile)
  const document = parseDocument(readFileSync(file, 'utf8'))
  const [problem] = document.errors
  if (problem) throw new UsageError(`${basename(file)}: not valid YAML: ${problem.message.split('\n')[0]}`)
  return parseSettings(waveStudySchema, withPictures(document.toJS(), dirname(file)), basename(file))
}

function fileOf(nameOrFile: string): string {
  if (/\.(ya?ml|json)$/.test(nameOrFile)) {
    if (existsSync(nameOrFile)) return nameOrFile
    throw new UsageError(`wave study ${nameOrFile} does not exist`)
  }
  const names = builtInWaves()
  if (names.includes(nameOrFile)) return join(folder(), `${nameOrFile}.yaml`)
  const hint = didYouMean(nameOrFile, names) || `; built-in are ${names.join(', ')}; a file ends in .yaml`
  throw new UsageError(`"${nameOrFile}" is no study of waves${hint}`)
}

/** A mask may name a PNG beside the study in place of rows: `{ kind: mask, picture: blob.png }`. */
function withPictures(value: unknown, beside: string): unknown {
  if (Array.isArray(value)) return value.map((each) => withPictures(each, beside))
  if (typeof value !== 'object' || value === null) return value
  const { picture, ...rest } = value as Readonly<Record<string, unknown>>
  if (rest.kind === 'mask' && rest.rows === undefined && typeof picture === 'string')
    return { ...rest, rows: pictureRows(resolve(beside, picture)) }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withPictures(each, beside)]))
}

function pictureRows(path: string): string[] {
  if (!existsSync(path)) throw new UsageError(`picture ${path} does not exist`)
  const rows = maskRows(readPng(path, readFileSync(path)))
  if (!rows.some((row) => row.includes('#')))
    throw new UsageError(`${path}: the sheet is where a picture is bright, but all of it is dark`)
  return rows
}
