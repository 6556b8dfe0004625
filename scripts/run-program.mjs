import { spawn } from 'node:child_process'

/** A failure whose message is all a user needs: printed as one line, without a stack. */
export class SetupError extends Error {}

/** Runs a program with its output on our stderr (stdout stays clean for results); resolves to its exit code. */
export function runProgram(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 2, 2], ...options })
    child.once('error', (error) => reject(new SetupError(`cannot run ${command}: ${error.message}`)))
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}

export function say(message) {
  process.stderr.write(`${message}\n`)
}

/** Runs `main`; a SetupError becomes one line and exit code 1. */
export async function runMain(name, main) {
  try {
    await main()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(`${name}: ${error.message}`)
    process.exitCode = 1
  }
}
