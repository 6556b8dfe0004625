import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { packageRoot } from '../src/package-root.js'

/** Runs a tool of node_modules; its output is the error when it finds something. */
function run(tool: string, ...args: string[]): void {
  const program = join(packageRoot(), 'node_modules', tool)
  try {
    execFileSync(process.execPath, [program, ...args], { cwd: packageRoot(), encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    throw new Error(String((error as { stdout?: string }).stdout))
  }
}

describe('the whole source', () => {
  it('has the types it says, tests and scripts included', () =>
    run('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'))

  it('is formatted and free of lint', () => run('@biomejs/biome/bin/biome', 'check', '.'))
})
