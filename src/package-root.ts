import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

let found: string | undefined

/** The folder whose package.json is this package's: the same from src/*.ts and from dist/src/*.js. */
export function packageRoot(): string {
  found ??= findRoot(dirname(fileURLToPath(import.meta.url)))
  return found
}

function findRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown }).name === 'motif-search')
      return folder
    if (dirname(folder) === folder) throw new Error(`no package.json named motif-search above ${start}`)
  }
}

/**
 * Where the build puts a source file: `compiledFile('src/data/encode-worker.js')`. Worker threads need it, because a
 * worker started from a test runner gets no TypeScript transform.
 */
export function compiledFile(path: string): URL {
  return pathToFileURL(join(packageRoot(), 'dist', path))
}

/**
 * For Node.js in a thread of piscina, which tries `require` before `import`: Node.js 20 aborts the whole process where a thread is
 * stopped while it requires an ES module (v8::Module::IsGraphAsync), as when a search is stopped early. So it is imported.
 */
export const THREAD_OPTIONS = ['--no-experimental-require-module']
