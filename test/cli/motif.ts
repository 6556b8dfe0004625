import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { compiledFile } from '../../src/package-root.js'

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when stderr so far contains this. */
  said(text: string): Promise<void>
}

export interface Place {
  readonly folder: string
  /** Runs `motif` with these arguments to its end. */
  motif(...args: string[]): Promise<Ended>
  start(...args: string[]): Started
  /** Runs a shell line in which $MOTIF is the command. */
  shell(line: string): Promise<Ended>
  write(name: string, text: string): string
}

export const TINY = `name: tiny
question: Does a tiny search run?
seed: 1
data:
  source: delayed-match
  gap: 5
  samples: { weights: 40, alpha: 40, selection: 40, test: 40 }
space:
  neuron: { model: lif, tauMem: 10, tauSyn: 4 }
  layers:
    - { neurons: 16, motifSizes: [4] }
recipe: { epochs: 2, batch: 16, optimiser: { rate: 0.01 } }
schedule: { iterations: 20 }
strategy: { name: hrmas }
comparisons:
  - question: against unoptimised motifs
    replicates: 2
    arms:
      - { topology: random, draws: 2 }
      - { topology: all-excitatory }
`

const main = fileURLToPath(compiledFile('src/cli/main.js'))

/** A folder of its own for the tests of a file, with tiny.yaml in it and its runs in runs/. */
export function usePlace(environment: Readonly<Record<string, string>> = {}): Place {
  const folder = mkdtempSync(join(tmpdir(), 'motif-cli-'))
  const children: ChildProcess[] = []
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const { MOTIF_RUNS: _, MOTIF_DATA: __, NO_COLOR: ___, ...inherited } = process.env
  const env = { ...inherited, MOTIF: `${process.execPath} ${main}`, ...environment }
  const run = (command: string, args: readonly string[]): Started => {
    const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    let [stdout, stderr] = ['', '']
    const listeners = new Set<() => void>()
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      for (const listener of listeners) listener()
    })
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
    })
    const said = async (text: string): Promise<void> => {
      const heard = new Promise<void>((resolve) => {
        const listener = () => stderr.includes(text) && resolve()
        listeners.add(listener)
        listener()
      })
      const gone = ended.then(() => {
        if (!stderr.includes(text)) throw new Error(`motif ended without saying "${text}": ${stderr}`)
      })
      await Promise.race([heard, gone])
    }
    return { process: child, ended, said }
  }
  const place: Place = {
    folder,
    start: (...args) => run(process.execPath, [main, ...args]),
    motif: (...args) => place.start(...args).ended,
    shell: (line) => run('bash', ['-c', line]).ended,
    write(name, text) {
      writeFileSync(join(folder, name), text)
      return name
    },
  }
  place.write('tiny.yaml', TINY)
  return place
}
