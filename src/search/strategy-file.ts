import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { register } from 'node:module'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compiledFile } from '../package-root.js'
import { UsageError } from '../usage-error.js'
import type { AnyStrategy } from './strategy.js'
import type { HookData } from './strategy-hooks.js'

/** Whether a strategy's name is the path of a user's own file. */
export const isStrategyFile = (name: string): boolean => /\.m?[jt]s$/.test(name)

/** SHA-256 (hex) of a strategy's file: which strategy a study asks for. Throws UsageError. */
export function strategyDigest(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new UsageError(`strategy file ${path} does not exist`)
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

/**
 * The strategy that a file exports, as `default` or `strategy`. The file may import `motif-search` and `zod` wherever it
 * lies; a `.ts` file needs the package typescript. Throws UsageError when it cannot be loaded or is no strategy.
 */
export async function loadStrategyFile(path: string): Promise<AnyStrategy> {
  registerHooks()
  const module = await importFile(path)
  return checkedStrategy(module.default ?? module.strategy, path)
}

let registered = false

function registerHooks(): void {
  if (registered) return
  registered = true
  const data: HookData = {
    modules: { 'motif-search': compiledFile('src/index.js').href, zod: import.meta.resolve('zod') },
  }
  register(compiledFile('src/search/strategy-hooks.js'), { data })
}

async function importFile(path: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
    const help = /Cannot find package 'typescript'/.test(reason)
      ? 'install typescript beside motif-search, or compile the file to .js'
      : reason
    throw new UsageError(`strategy file ${path} cannot be loaded: ${help}`)
  }
}

const FUNCTIONS = ['settings', 'start', 'ask', 'tell', 'progress', 'best', 'encode', 'decode'] as const

function checkedStrategy(exported: unknown, path: string): AnyStrategy {
  const rule = `strategy file ${basename(path)} must export a Strategy as default or as strategy`
  if (typeof exported !== 'object' || exported === null) throw new UsageError(`${rule}, but exports neither`)
  const members = exported as Readonly<Record<string, unknown>>
  if (typeof members.name !== 'string') throw new UsageError(`${rule}, but it has no name`)
  for (const name of FUNCTIONS) {
    if (typeof members[name] !== 'function') throw new UsageError(`${rule}, but it has no function ${name}`)
  }
  return exported as AnyStrategy
}
