/* Preloaded with --import: writes the URL of every module that is asked for into the file $IMPORT_LOG. */
import { appendFileSync } from 'node:fs'
import { register } from 'node:module'

if (process.env.IMPORT_LOG) register(import.meta.url)

export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context)
  appendFileSync(process.env.IMPORT_LOG, `${resolved.url}\n`)
  return resolved
}
