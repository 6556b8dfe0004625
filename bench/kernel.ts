/**
 * The reference layer, one thread: the SIMD kernel, its plain TypeScript twin, and PyTorch where a python3 with torch is
 * installed (`apt-get install python3-torch libopenblas0-pthread`), in one run. `npm run bench [-- --json]`.
 */
import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { GradientRule, Kernel, Sample } from '../src/kernel/kernel.js'
import { normal } from '../src/kernel/numerics/normal.js'
import { key, uniform } from '../src/kernel/numerics/random.js'
import { type NetworkPlan, planOffsets } from '../src/kernel/plan.js'
import { ReferenceKernel } from '../src/kernel/reference/reference-kernel.js'
import { WasmKernel } from '../src/kernel/wasm-kernel.js'
import { packageRoot } from '../src/package-root.js'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })

const INPUTS = 78
const NEURONS = 800
const SIZE = 16
const STEPS = 100
const CLASSES = 10

const plan: NetworkPlan = {
  layers: [{ inputs: INPUTS, neurons: NEURONS, connections: [{ kind: 'block', size: SIZE }] }],
  tauSyn: 4,
  readout: { kind: 'linear', classes: CLASSES },
}

function referenceWeights(): Float32Array {
  const offsets = planOffsets(plan)
  const k = key(1, 'bench-weights')
  return Float32Array.from({ length: offsets.weights }, (_, w) => {
    if (w < offsets.layers[0].connections[0]) return 0.32 * normal(k, w)
    return (w < offsets.readout ? 0.25 : 0.1) * normal(k, w)
  })
}

function referenceSamples(count: number): Sample[] {
  return Array.from({ length: count }, (_, i) => {
    const step: number[] = []
    const channel: number[] = []
    for (let at = 0; at < STEPS * INPUTS; at++) {
      if (uniform(key(2, 'bench-events', i), at) >= 0.05) continue
      step.push(Math.floor(at / INPUTS))
      channel.push(at % INPUTS)
    }
    return { steps: STEPS, step: Uint16Array.from(step), channel: Uint16Array.from(channel) }
  })
}

interface Timing {
  readonly forward: number
  readonly backward: number
  readonly firingRate: number
}

/** Median milliseconds per sample over rounds. */
function time(kernel: Kernel, samples: readonly Sample[], rounds: number): Timing {
  const tau = new Float32Array(NEURONS).fill(8)
  kernel.load(referenceWeights(), tau, tau)
  const error = new Float32Array(CLASSES).fill(0.1)
  const forward: number[] = []
  const backward: number[] = []
  let spikes = 0
  for (let round = 0; round < rounds; round++) {
    let ahead = 0
    let back = 0
    spikes = 0
    for (const sample of samples) {
      const start = performance.now()
      kernel.forward(sample)
      const middle = performance.now()
      kernel.backward(error)
      ahead += middle - start
      back += performance.now() - middle
      spikes += kernel.counts.reduce((a, b) => a + b)
    }
    forward.push(ahead / samples.length)
    backward.push(back / samples.length)
  }
  const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]
  const firingRate = spikes / samples.length / NEURONS / STEPS
  return { forward: median(forward), backward: median(backward), firingRate }
}

interface Peer {
  readonly variant: string
  readonly batch: number
  readonly threads: number
  readonly secondsPerSample: number
}

/** PyTorch's cases, empty when no python3 here has torch. */
function peers(): Peer[] {
  for (const python of ['python3', '/usr/bin/python3']) {
    if (spawnSync(python, ['-c', 'import torch']).status !== 0) continue
    const program = join(packageRoot(), 'bench/peers/pytorch_layer.py')
    const { stdout } = spawnSync(python, [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
    return lines.map((line) => JSON.parse(line) as Peer).filter((line) => line.secondsPerSample !== undefined)
  }
  return []
}

const rule: GradientRule = { rule: 'surrogate', surrogate: { kind: 'fast-sigmoid', slope: 10 }, reset: 'detached' }
const tssl: GradientRule = { rule: 'tssl-bp', surrogate: { kind: 'logistic', width: 0.2 }, reset: 'full' }
const capacity = { steps: STEPS, events: STEPS * INPUTS }
const samples = referenceSamples(16)
const simd = time(new WasmKernel(plan, rule, capacity), samples, 40)
const simdTssl = time(new WasmKernel(plan, tssl, capacity), samples, 40)
const twin = time(new ReferenceKernel(plan, rule), samples.slice(0, 2), 3)
const torch = peers()

const total = ({ forward, backward }: Timing) => forward + backward
const fastest = (of: readonly Peer[]) =>
  of.reduce<Peer | undefined>((a, b) => (a && a.secondsPerSample <= b.secondsPerSample ? a : b), undefined)
const best = [...new Set(torch.map((p) => `${p.variant} ${p.threads}`))].flatMap((name) => {
  const peer = fastest(torch.filter((p) => `${p.variant} ${p.threads}` === name))
  return peer
    ? [{ ...peer, ms: peer.secondsPerSample * 1000, ratio: (peer.secondsPerSample * 1000) / total(simd) }]
    : []
})

if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ node: process.version, processor: cpus()[0]?.model, simd, simdTssl, twin, torch, best }, null, 2)}\n`,
  )
} else {
  const row = (name: string, ms: number, note = '') =>
    `| ${name} | ${ms.toFixed(3)} | ${(ms / total(simd)).toFixed(1)} | ${note} |`
  const lines = [
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}. Reference layer: ${INPUTS} inputs at 5 %, ${NEURONS} neurons in motifs of ${SIZE}, ${STEPS} steps, ${CLASSES} outputs, firing rate ${simd.firingRate.toFixed(3)}.`,
    '',
    '| what | ms per sample | times the kernel | |',
    '|---|---:|---:|---|',
    row(
      'SIMD kernel, forward + backward, one thread',
      total(simd),
      `${simd.forward.toFixed(3)} + ${simd.backward.toFixed(3)}`,
    ),
    row(
      'the same, tssl-bp (logistic)',
      total(simdTssl),
      `${simdTssl.forward.toFixed(3)} + ${simdTssl.backward.toFixed(3)}`,
    ),
    row('plain TypeScript twin', total(twin)),
    ...best.map((peer) =>
      row(
        `PyTorch ${peer.variant}, ${peer.threads} thread${peer.threads > 1 ? 's' : ''}`,
        peer.ms,
        `batch ${peer.batch}, its best`,
      ),
    ),
    ...(best.length === 0 ? ['', 'No python3 with torch found: no PyTorch rows.'] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
