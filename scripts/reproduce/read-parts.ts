import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The committed parts of a benchmark: files `NAME-1.json`, `NAME-2.json`, ... of a folder, in the order of their numbers. */
export function readParts<P>(folder: string, name: string): P[] {
  if (!existsSync(folder)) return []
  const numberOf = (file: string): number => Number(new RegExp(`^${name}-(\\d+)\\.json$`).exec(file)?.[1])
  return readdirSync(folder)
    .filter((file) => numberOf(file) > 0)
    .sort((a, b) => numberOf(a) - numberOf(b))
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as P)
}
