// Installs from the lock file and builds, each only if needed. Run by npm before `npm start` and `npm test`; uses
// nothing but Node, since it runs before anything is installed.
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isBuildCurrent } from './build-state.mjs'
import { runMain, runProgram, SetupError, say } from './run-program.mjs'
import { withSetupLock } from './setup-lock.mjs'

const MINIMUM_NODE = [20, 19]
const NATIVE_MODULE = 'node_modules/better-sqlite3/build/Release/better_sqlite3.node'

/** Undefined when node_modules holds what package-lock.json asks for, else why it does not. */
function installProblem(root) {
  const installed = readPackages(join(root, 'node_modules/.package-lock.json')) // npm writes it last
  if (installed === undefined) return 'packages are not installed'
  const wanted = readPackages(join(root, 'package-lock.json'))
  if (wanted === undefined) throw new SetupError('package-lock.json is missing or not JSON: restore it from git')
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    if (path === '') continue
    if (installed[path] === undefined && optional === true) continue // for another platform
    if (installed[path]?.version !== version) return `${path} is not at version ${version}`
  }
  return nativeModuleProblem(root)
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

/** Loading is the only test that also notices another Node version or another machine's binary. */
function nativeModuleProblem(root) {
  try {
    process.dlopen({ exports: {} }, join(root, NATIVE_MODULE))
    return undefined
  } catch {
    return `better-sqlite3 is not compiled for Node ${process.version}`
  }
}

async function install(root, reason) {
  say(`setup: ${reason}; running npm ci (a few minutes where better-sqlite3 has to be compiled)`)
  // NODE_ENV=production would leave out the compilers.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund']
  const npmScript = process.env.npm_execpath
  const viaNode = npmScript !== undefined && basename(npmScript).startsWith('npm-cli')
  const command = viaNode ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const code = await runProgram(command, viaNode ? [npmScript, ...args] : args, { cwd: root })
  if (code !== 0)
    throw new SetupError(
      `npm ci failed (exit code ${code}), its output is above; better-sqlite3 may need g++, make and python3`,
    )
  const problem = installProblem(root)
  if (problem !== undefined)
    throw new SetupError(`after npm ci ${problem}; g++, make and python3 are needed to compile it`)
}

function checkNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return
  throw new SetupError(`Node ${MINIMUM_NODE.join('.')} or newer is needed, but this is ${process.version}`)
}

async function setup(root) {
  checkNodeVersion()
  if (installProblem(root) === undefined && isBuildCurrent(root)) return
  const onWait = () => say('setup: waiting for another setup or build to finish')
  await withSetupLock(join(root, '.cache'), onWait, async () => {
    const problem = installProblem(root) // again: whoever held the lock may have done it
    if (problem !== undefined) await install(root, problem)
    if (isBuildCurrent(root)) return
    say('setup: building')
    const { build } = await import('./build.mjs')
    await build(root)
  })
}

const root = dirname(dirname(fileURLToPath(import.meta.url)))
if (!existsSync(join(root, 'package.json'))) throw new Error(`no package.json in ${root}`)
await runMain('setup', () => setup(root))
