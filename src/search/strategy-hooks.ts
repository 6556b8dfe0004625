/*
 * Module hooks, run in Node's own loader thread: they let a strategy file anywhere on disk import `motif-search` and `zod`
 * as this program has them, and be written in TypeScript.
 */
import { readFile } from 'node:fs/promises'
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module'
import { fileURLToPath } from 'node:url'

export interface HookData {
  /** Module URLs by the name a strategy imports them under. */
  readonly modules: Readonly<Record<string, string>>
}

let modules: HookData['modules'] = {}

export const initialize: InitializeHook<HookData> = (data) => {
  modules = data.modules
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  const known = Object.hasOwn(modules, specifier) ? modules[specifier] : undefined
  return known === undefined ? next(specifier, context) : { url: known, shortCircuit: true }
}

export const load: LoadHook = async (url, context, next) => {
  if (!/^file:.*\.m?ts$/.test(url)) return next(url, context)
  const { flattenDiagnosticMessageText, ModuleKind, ScriptTarget, transpileModule } = (await import('typescript'))
    .default
  const source = await readFile(fileURLToPath(url), 'utf8')
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022, verbatimModuleSyntax: true }
  const options = { compilerOptions, fileName: fileURLToPath(url), reportDiagnostics: true }
  const { outputText, diagnostics = [] } = transpileModule(source, options)
  const [fault] = diagnostics
  if (fault) throw new SyntaxError(flattenDiagnosticMessageText(fault.messageText, ' '))
  return { format: 'module', source: outputText, shortCircuit: true }
}
