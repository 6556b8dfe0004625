import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const INPUT_FOLDERS = ['src', 'strategies', 'scripts', 'bench']
const INPUT_FILES = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json']
const BUILD_PROGRAM = 'scripts/build.mjs'

export const KERNEL_FOLDER = 'src/kernel/'
export const ASSEMBLY_FOLDER = 'src/kernel/assembly/'
/** Compiled by the bench when it runs. */
const BENCH_ASSEMBLY_FOLDER = 'bench/assembly/'
export const KERNEL_SOURCE = 'src/kernel/assembly/kernel.ts'
export const KERNEL_OUTPUT = 'dist/kernel.wasm'
export const COMMAND_OUTPUT = 'dist/src/cli/main.js'
export const STAMP = 'dist/.build-stamp.json'

/** Every file the build reads, as `{ path, stat }` where `stat` changes when the file does. */
export function buildInputs(root) {
  const paths = [...INPUT_FILES.filter((file) => existsSync(join(root, file))), BUILD_PROGRAM]
  const sources = INPUT_FOLDERS.flatMap((folder) => filesBelow(root, folder))
  paths.push(...sources.filter((path) => path.endsWith('.ts')))
  return paths.sort().map((path) => {
    const { mtimeMs, size } = statSync(join(root, path))
    return { path, stat: `${mtimeMs}:${size}` }
  })
}

function filesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesBelow(root, path) : [path]
  })
}

/** What tsc put into dist, in this or an earlier build. */
export function builtFiles(root) {
  return INPUT_FOLDERS.flatMap((folder) => filesBelow(root, `dist/${folder}`))
}

/** What the stamp records: a digest of all inputs, one of the kernel's, and the paths. */
export function describeInputs(inputs) {
  const kernelInputs = inputs.filter(({ path }) => path.startsWith(KERNEL_FOLDER) || path === BUILD_PROGRAM)
  return { inputs: digest(inputs), kernel: digest(kernelInputs), sources: inputs.map(({ path }) => path) }
}

function digest(inputs) {
  const hash = createHash('sha256')
  for (const { path, stat } of inputs) hash.update(`${path}\n${stat}\n`)
  return hash.digest('hex')
}

/** The last finished build's description, or undefined. */
export function readStamp(root) {
  try {
    return JSON.parse(readFileSync(join(root, STAMP), 'utf8'))
  } catch {
    return undefined
  }
}

/** Paths in dist made from one TypeScript source; AssemblyScript sources all go into the one kernel file. */
export function outputsOf(source) {
  if (!source.endsWith('.ts') || source.startsWith(ASSEMBLY_FOLDER) || source.startsWith(BENCH_ASSEMBLY_FOLDER))
    return []
  const stem = `dist/${source.slice(0, -'.ts'.length)}`
  return [`${stem}.js`, `${stem}.js.map`, `${stem}.d.ts`]
}

/** The first output that should be there and is not. */
export function missingOutput(root, sources) {
  const expected = sources
    .filter((source) => !source.endsWith('.d.ts'))
    .flatMap((source) => outputsOf(source).slice(0, 1))
  if (sources.includes(KERNEL_SOURCE)) expected.push(KERNEL_OUTPUT)
  return expected.find((output) => !existsSync(join(root, output)))
}

export function isBuildCurrent(root) {
  const stamp = readStamp(root)
  if (stamp === undefined) return false
  const now = describeInputs(buildInputs(root))
  return stamp.inputs === now.inputs && missingOutput(root, now.sources) === undefined
}
