import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parse, parseDocument } from 'yaml'
import { didYouMean } from '../nearest-name.js'
import { packageRoot } from '../package-root.js'
import { UsageError } from '../usage-error.js'
import { isStrategyFile } from './strategy-file.js'
import { parseStudy, type Study } from './study.js'

function builtInFolder(): string {
  return join(packageRoot(), 'search-spaces')
}

export function builtInStudies(): string[] {
  return readdirSync(builtInFolder())
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort()
}

/**
 * A study by file or built-in name, with `--set path=value` overrides applied before it is checked. With `strategy`,
 * another strategy than the document's starts from its own defaults: the settings written there are not for it.
 */
export function readStudy(nameOrFile: string, overrides: readonly string[] = [], strategy?: string): Study {
  const file = findStudy(nameOrFile)
  const document = readYaml(file)
  placeStrategy(document, dirname(file))
  if (strategy !== undefined) setStrategy(document, isStrategyFile(strategy) ? resolve(strategy) : strategy)
  for (const override of overrides) setValue(document, override)
  return parseStudy(document, basename(file))
}

/** Path of a study's file. Throws UsageError with the nearest built-in name. */
export function findStudy(nameOrFile: string): string {
  if (/\.(ya?ml|json)$/.test(nameOrFile)) {
    if (existsSync(nameOrFile)) return nameOrFile
    throw new UsageError(`study file ${nameOrFile} does not exist`)
  }
  const names = builtInStudies()
  if (names.includes(nameOrFile)) return join(builtInFolder(), `${nameOrFile}.yaml`)
  const hint = didYouMean(nameOrFile, names) || `; built-in are ${names.join(', ')}; a file ends in .yaml`
  throw new UsageError(`"${nameOrFile}" is no study${hint}`)
}

function readYaml(file: string): Record<string, unknown> {
  const document = parseDocument(readFileSync(file, 'utf8'))
  const [problem] = document.errors
  if (problem) {
    const line = problem.linePos?.[0].line
    const [message] = problem.message.split('\n')
    throw new UsageError(`${basename(file)}${line ? `:${line}` : ''}: not valid YAML: ${message}`)
  }
  const value: unknown = document.toJS()
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return unshared(value as Record<string, unknown>)
  throw new UsageError(`${basename(file)}: must be a mapping with name, data, space, schedule and strategy`)
}

/** What YAML aliases share would change together under `--set`. */
function unshared<T>(value: T): T {
  if (Array.isArray(value)) return value.map(unshared) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unshared(inner)])) as T
}

/** A strategy's file is named as seen from the study's. */
function placeStrategy({ strategy }: Record<string, unknown>, folder: string): void {
  if (typeof strategy !== 'object' || strategy === null) return
  const named = strategy as Record<string, unknown>
  if (typeof named.name === 'string' && isStrategyFile(named.name)) named.name = resolve(folder, named.name)
}

function setStrategy(document: Record<string, unknown>, name: string): void {
  const { strategy } = document
  const same = typeof strategy === 'object' && strategy !== null && 'name' in strategy && strategy.name === name
  if (!same) document.strategy = { name }
}

/**
 * `recipe.epochs=10`: the value is YAML; list items by number, one past the end adds one. Unknown names are found by the
 * study's own check.
 */
export function setValue(document: Record<string, unknown>, override: string, option = '--set'): void {
  const equals = override.indexOf('=')
  const path = equals < 1 ? [] : override.slice(0, equals).split('.')
  if (path.length === 0 || path.some((part) => part === '' || part === '__proto__')) {
    throw new UsageError(`${option} must be path=value such as recipe.epochs=10, but got "${override}"`)
  }
  let at: Record<string, unknown> = document
  for (const [depth, part] of path.slice(0, -1).entries()) {
    checkIndex(at, part, path.slice(0, depth), `${option} ${override}`)
    const next = at[part]
    if (typeof next !== 'object' || next === null) at[part] = {}
    at = at[part] as Record<string, unknown>
  }
  const last = path[path.length - 1]
  checkIndex(at, last, path.slice(0, -1), `${option} ${override}`)
  at[last] = parseValue(override.slice(equals + 1), `${option} ${override}`)
}

/** A name set on a list would be lost without a word. */
function checkIndex(at: unknown, part: string, before: readonly string[], override: string): void {
  if (!Array.isArray(at) || (/^\d+$/.test(part) && Number(part) <= at.length)) return
  throw new UsageError(
    `${override}: ${before.join('.')} is a list of ${at.length}: give a number from 0 to ${at.length} and not "${part}"`,
  )
}

function parseValue(text: string, override: string): unknown {
  try {
    return parse(text)
  } catch {
    throw new UsageError(`${override}: the value is not valid YAML`)
  }
}
