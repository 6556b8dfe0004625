import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { packageRoot } from '../src/package-root.js'
import type { BenchContext, Section } from './context.js'
import { kernelThreadsMs } from './kernel-threads.js'
import { kernelSubject } from './pass-timing.js'
import type { Table } from './table.js'
import { interleave } from './timing.js'
import { FSDD, makeWorkload, REFERENCE, type WorkloadSpec } from './workloads.js'

/** One measured case of a PyTorch peer. */
interface PeerCase {
  readonly variant: string
  readonly batch: number
  readonly threads: number
  readonly device: 'cpu' | 'cuda'
  readonly secondsPerSample: number
}

interface PeerSetting {
  readonly torch: string
  readonly name: string
}

/** The largest batch takes most of the time. */
const QUICK_BATCHES = '1,32,128'

const PROGRAM = 'bench/peers/pytorch_layer.py'

/** A python3 that has torch, and whether it sees a GPU. */
function findTorch(): { python: string; cuda: boolean } | undefined {
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, ['-c', 'import torch; print(torch.cuda.is_available())'], {
      encoding: 'utf8',
    })
    if (status === 0) return { python, cuda: stdout.trim() === 'True' }
  }
  return undefined
}

/** What the Python program calls a layer. */
function pythonSpec({ neurons, connections, ...spec }: WorkloadSpec): object {
  const [connection] = connections
  if (neurons.length !== 1 || connections.length !== 1 || connection.kind !== 'block') {
    throw new Error(`${spec.name}: peers are written for one layer of blocks`)
  }
  const { inputs, inputRate, steps, classes, firingRate, tauMem, tauSyn } = spec
  return {
    inputs,
    inputRate,
    neurons: neurons[0],
    motifSize: connection.size,
    steps,
    classes,
    firingRate,
    tauMem,
    tauSyn,
  }
}

async function runPeers(python: string, spec: WorkloadSpec, device: PeerCase['device'], context: BenchContext) {
  const seconds = context.quick ? 0.3 : 1.5
  const options = ['--device', device, '--seconds', String(seconds), '--spec', JSON.stringify(pythonSpec(spec))]
  if (context.quick && device === 'cpu') options.push('--batches', QUICK_BATCHES)
  const child = spawn(python, [join(packageRoot(), PROGRAM), ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  const cases: PeerCase[] = []
  const failed: object[] = []
  let setting: PeerSetting = { torch: 'unknown', name: device }
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as Partial<PeerCase> & { setting?: PeerSetting }
    if (said.setting) setting = said.setting
    else if (said.secondsPerSample !== undefined) cases.push(said as PeerCase)
    else failed.push(said)
  }
  return { setting, cases, failed }
}

/** Milliseconds per sample on one thread, the least of many. */
async function kernelMs(spec: WorkloadSpec, context: BenchContext): Promise<number> {
  const [{ forward, backward }] = await interleave([kernelSubject(makeWorkload(spec))], context.budget)
  return forward.min + backward.min
}

const fastest = (cases: readonly PeerCase[]): PeerCase =>
  cases.reduce((a, b) => (a.secondsPerSample <= b.secondsPerSample ? a : b))

/** Every variant at its best batch, per number of threads, fastest first. */
function bestOfEach(cases: readonly PeerCase[]): PeerCase[] {
  const names = [...new Set(cases.map(({ variant, threads }) => `${threads} ${variant}`))]
  return names
    .map((name) => fastest(cases.filter(({ variant, threads }) => `${threads} ${variant}` === name)))
    .sort((a, b) => a.threads - b.threads || a.secondsPerSample - b.secondsPerSample)
}

interface Comparison {
  readonly name: string
  /** [threads] ms per sample of the kernel; before and after the peers ran. */
  readonly kernel: Readonly<Record<number, readonly number[]>>
  readonly setting: PeerSetting
  readonly cases: readonly PeerCase[]
  readonly failed: readonly object[]
}

async function compare(python: string, spec: WorkloadSpec, context: BenchContext): Promise<Comparison> {
  context.say(`peers: ${spec.name} in PyTorch`)
  const kernel = async () => [await kernelMs(spec, context), await kernelThreadsMs(spec, 2, context.quick)] as const
  const before = await kernel()
  const { setting, cases, failed } = await runPeers(python, spec, 'cpu', context)
  const after = await kernel()
  return { name: spec.name, kernel: { 1: [before[0], after[0]], 2: [before[1], after[1]] }, setting, cases, failed }
}

const kernelBest = ({ kernel }: Comparison, threads: number): number => Math.min(...kernel[threads])
const peerMs = (peer: PeerCase): number => peer.secondsPerSample * 1000

function variantTable(comparison: Comparison): Table {
  const rows = bestOfEach(comparison.cases).map((peer) => [
    comparison.name,
    peer.variant,
    String(peer.threads),
    String(peer.batch),
    peerMs(peer),
    (peerMs(peer) / kernelBest(comparison, 1)).toFixed(1),
    (peerMs(peer) / kernelBest(comparison, peer.threads)).toFixed(1),
  ])
  return {
    columns: [
      'layer',
      'PyTorch',
      'threads',
      'best batch',
      'ms per sample',
      '/ kernel, 1 thread',
      '/ kernel, as many threads',
    ],
    rows,
  }
}

/** The fastest of all variants at each batch, beside the kernel: who holds few samples in memory pays more. */
function batchTable(comparisons: readonly Comparison[]): Table {
  const rows = comparisons.flatMap((comparison) =>
    [1, 2].flatMap((threads) =>
      [...new Set(comparison.cases.map(({ batch }) => batch))].map((batch) => {
        const best = fastest(comparison.cases.filter((c) => c.batch === batch && c.threads === threads))
        const kernel = kernelBest(comparison, threads)
        return [
          comparison.name,
          String(threads),
          String(batch),
          best.variant,
          peerMs(best),
          kernel,
          (peerMs(best) / kernel).toFixed(1),
        ]
      }),
    ),
  )
  return {
    columns: ['layer', 'threads', 'batch', 'fastest', 'PyTorch ms', 'kernel ms', 'ratio, equal threads'],
    rows,
  }
}

/** PyTorch on the CPU. */
export const peers: Section = async (context) => {
  const title = 'PyTorch on the CPU'
  const torch = findTorch()
  if (!torch) return { report: { title, notes: ['Left out: no python3 here has torch.'], tables: [] }, data: null }
  const comparisons: Comparison[] = []
  for (const spec of context.quick ? [REFERENCE] : [REFERENCE, FSDD]) {
    comparisons.push(await compare(torch.python, spec, context))
  }
  const [{ setting }] = comparisons
  const drift = comparisons.map(
    ({ name, kernel }) => `${name} ${kernel[1].map((ms) => ms.toFixed(3)).join(' and ')} ms`,
  )
  const equal = comparisons.map((comparison) => {
    const ratios = [1, 2].map((threads) => {
      const best = fastest(comparison.cases.filter((c) => c.threads === threads))
      return `${(peerMs(best) / kernelBest(comparison, threads)).toFixed(1)} on ${threads} (${best.variant}, batch ${best.batch})`
    })
    return `${comparison.name}: ${ratios.join(', ')}`
  })
  return {
    report: {
      title,
      notes: [
        `PyTorch ${setting.torch}. Milliseconds per sample of forward, loss and backward; each variant at its best batch of ${[...new Set(comparisons[0].cases.map(({ batch }) => batch))].join(', ')} and with its least time. The variants are described and checked to agree in bench/peers/. The kernel takes one sample at a time on each thread; its own time before and after PyTorch's, one thread: ${drift.join('; ')}.`,
        `**Equal threads**, PyTorch's fastest program over the kernel: ${equal.join('; ')}.`,
      ],
      tables: [...comparisons.map(variantTable), batchTable(comparisons)],
    },
    data: comparisons,
  }
}

/** PyTorch on a GPU, and the batch from which it overtakes two cores. */
export const gpu: Section = async (context) => {
  const title = 'PyTorch on a GPU'
  const torch = findTorch()
  if (!torch?.cuda) {
    return {
      report: { title, notes: ['No CUDA device (or no torch) here: this row is empty.'], tables: [] },
      data: null,
    }
  }
  context.say('gpu: reference layer')
  const kernel = await kernelThreadsMs(REFERENCE, 2, context.quick)
  const { setting, cases, failed } = await runPeers(torch.python, REFERENCE, 'cuda', context)
  const batches = [...new Set(cases.map(({ batch }) => batch))].sort((a, b) => a - b)
  const rows = batches.map((batch) => fastest(cases.filter((c) => c.batch === batch)))
  const overtakes = rows.find((best) => peerMs(best) < kernel)
  return {
    report: {
      title,
      notes: [
        `${setting.name}, PyTorch ${setting.torch}, eager and compiled; the kernel on two threads takes ${kernel.toFixed(3)} ms per sample. ${overtakes ? `The GPU overtakes it from a batch of ${overtakes.batch} on.` : 'The GPU does not overtake it at any of these batches.'}`,
      ],
      tables: [
        {
          columns: ['batch', 'fastest', 'ms per sample', '/ kernel, 2 threads'],
          rows: rows.map((best) => [
            String(best.batch),
            best.variant,
            peerMs(best),
            (peerMs(best) / kernel).toFixed(2),
          ]),
        },
      ],
    },
    data: { kernel, setting, cases, failed },
  }
}
