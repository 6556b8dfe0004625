import type { Options, PositionalOptions } from 'yargs'
import { UsageError } from '../usage-error.js'
import { parseDuration } from './duration.js'

/*
 * yargs takes `--seed=abc` as NaN and a repeated option as a list, both without a word. So every option reaches us as
 * text and is read here: an error names the option, the rule and the value.
 */

function single(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value)) throw new UsageError(`${name} may be given once, but was given ${value.length} times`)
  if (value === '') throw new UsageError(`${name} needs a value`)
  return String(value)
}

/** An option whose text `read` turns into a value. */
function valueOption<T>(name: string, describe: string, read: (text: string) => T) {
  return {
    describe,
    string: true,
    requiresArg: true,
    coerce: (value: unknown): T | undefined => {
      const text = single(value, `--${name}`)
      return text === undefined ? undefined : read(text)
    },
  } as const satisfies Options
}

export const textOption = (name: string, describe: string) => valueOption(name, describe, (text) => text)

export function integerOption(name: string, describe: string, least: number, most = Number.MAX_SAFE_INTEGER) {
  return valueOption(name, describe, (text) => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
    throw new UsageError(`--${name} must be a whole number ${range}, but got "${text}"`)
  })
}

/** A number, decimals allowed. */
export function numberOption(name: string, describe: string, least: number, most: number) {
  return valueOption(name, describe, (text) => {
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    throw new UsageError(`--${name} must be a number from ${least} to ${most}, but got "${text}"`)
  })
}

export function wordOption<Word extends string>(name: string, describe: string, words: readonly Word[]) {
  return valueOption(name, `${describe} (${words.join(', ')})`, (text) => {
    const word = words.find((w) => w === text)
    if (word === undefined) throw new UsageError(`--${name} must be one of ${words.join(', ')}, but got "${text}"`)
    return word
  })
}

export const durationOption = (name: string, describe: string) =>
  valueOption(name, describe, (text) => parseDuration(text, `--${name}`))

/** May be given more than once. */
export function textsOption(describe: string) {
  return {
    describe,
    string: true,
    requiresArg: true,
    coerce: (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String)),
  } as const satisfies Options
}

export function flag(name: string, describe: string) {
  return {
    describe,
    boolean: true,
    coerce: (value: unknown): boolean => {
      if (Array.isArray(value)) throw new UsageError(`--${name} may be given once, but was given ${value.length} times`)
      return value === true
    },
  } as const satisfies Options
}

export function argument(name: string, describe: string) {
  return {
    describe,
    type: 'string',
    demandOption: true,
    coerce: (value: unknown): string => {
      const text = single(value, `<${name}>`)
      if (text === undefined) throw new UsageError(`<${name}> is missing`)
      return text
    },
  } as const satisfies PositionalOptions
}

/** One or more. */
export function argumentList(name: string, describe: string) {
  return {
    describe,
    type: 'string',
    array: true,
    demandOption: true,
    coerce: (value: unknown): string[] => {
      const texts = [value].flat().map(String)
      if (texts.includes('')) throw new UsageError(`<${name}> is missing`)
      return texts
    },
  } as const satisfies PositionalOptions
}

export function optionalArgument(name: string, describe: string) {
  return {
    describe,
    type: 'string',
    coerce: (value: unknown): string | undefined => single(value, `<${name}>`),
  } as const satisfies PositionalOptions
}

export const FORMATS = ['table', 'json', 'csv'] as const
export type Format = (typeof FORMATS)[number]

export const formatOption = wordOption('format', 'form of the result; table without it', FORMATS)
export const threadsOption = integerOption('threads', 'threads to use; all cores without it', 1, 256)
export const dataOption = textOption('data', 'folder of the data files')
export const skipBadOption = flag('skip-bad', 'leave out data files that cannot be read, and count them')
export const timeOption = durationOption('time', 'stop cleanly after this long, such as 30s, 10m or 2h')
export const setOption = textsOption('replaces a setting, as path=value; may be given more than once')
export const runArgument = argument('run', 'name of a run, or path of its folder')
