import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'

export interface Child {
  readonly process: ChildProcess
  /** The next line it prints; rejects when it ends without one. */
  line(): Promise<string>
  kill(): Promise<void>
}

/** Starts `test/store/children/<name>.ts`; what is left of them is killed after each test. */
export function useChildren(): (name: string, ...args: string[]) => Child {
  const started: ChildProcess[] = []
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL')
  })
  return (name, ...args) => {
    const script = fileURLToPath(new URL(`children/${name}.ts`, import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    started.push(child)
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    return {
      process: child,
      async line() {
        const next = await lines.next()
        if (next.done) throw new Error(`child ${name} ended without another line`)
        return next.value
      },
      async kill() {
        if (child.exitCode !== null || child.signalCode !== null) return
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      },
    }
  }
}
