// Compiles the WebAssembly kernel and the TypeScript sources into dist/. `npm run build`; also called by setup.mjs.
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  buildInputs,
  builtFiles,
  COMMAND_OUTPUT,
  describeInputs,
  KERNEL_OUTPUT,
  KERNEL_SOURCE,
  missingOutput,
  outputsOf,
  readStamp,
  STAMP,
} from './build-state.mjs'
import { runMain, runProgram, SetupError, say } from './run-program.mjs'
import { withSetupLock } from './setup-lock.mjs'

const ASC = 'node_modules/assemblyscript/bin/asc.js'
const TSC = 'node_modules/typescript/bin/tsc'

// The memory is the module's own and exported (each worker has one), so neither --importMemory nor threads.
const ASC_FLAGS = ['-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub']

/** Brings dist/ up to date. The caller holds the setup lock. */
export async function build(root) {
  const previous = readStamp(root)
  const now = describeInputs(buildInputs(root)) // taken first: a file edited while we compile makes the stamp stale
  mkdirSync(join(root, 'dist'), { recursive: true })
  rmSync(join(root, STAMP), { force: true })
  removeOutputsOfDeletedSources(root, now)
  await compileKernel(root, previous, now)
  await compileTypeScript(root, now)
  if (existsSync(join(root, COMMAND_OUTPUT))) chmodSync(join(root, COMMAND_OUTPUT), 0o755)
  writeFileSync(join(root, STAMP), JSON.stringify(now))
}

/** tsc never deletes: a source that is gone would live on in dist. */
function removeOutputsOfDeletedSources(root, now) {
  const expected = new Set(now.sources.flatMap(outputsOf))
  for (const output of builtFiles(root)) if (!expected.has(output)) rmSync(join(root, output))
}

async function compileKernel(root, previous, now) {
  if (!now.sources.includes(KERNEL_SOURCE)) {
    say(`build: no ${KERNEL_SOURCE} yet, kernel skipped`)
    return
  }
  if (previous?.kernel === now.kernel && existsSync(join(root, KERNEL_OUTPUT))) return
  await compile(root, ASC, [KERNEL_SOURCE, '--outFile', KERNEL_OUTPUT, ...ASC_FLAGS], 'AssemblyScript')
}

async function compileTypeScript(root, now) {
  // The incremental record believes in outputs that were deleted by hand.
  if (missingOutput(root, now.sources) !== undefined) rmSync(join(root, 'dist/.tsbuildinfo'), { force: true })
  await compile(root, TSC, ['-p', 'tsconfig.build.json'], 'TypeScript')
}

async function compile(root, compiler, args, language) {
  if (!existsSync(join(root, compiler)))
    throw new SetupError(`the ${language} compiler is missing (${compiler}): run npm ci`)
  const code = await runProgram(process.execPath, [join(root, compiler), ...args], { cwd: root })
  if (code !== 0) throw new SetupError(`the ${language} compiler failed (exit code ${code}), its errors are above`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)))
  const onWait = () => say('build: waiting for another setup or build to finish')
  await runMain('build', () => withSetupLock(join(root, '.cache'), onWait, () => build(root)))
}
