import type { Sample } from '../src/kernel/kernel.js'
import { planOffsets } from '../src/kernel/plan.js'
import type { Section } from './context.js'
import { type BackwardPart, type ForwardPart, type PassBound, passBound, serial } from './pass-limit.js'
import { kernelSubject, meanWork, type PassPart, shareOf } from './pass-timing.js'
import { interleave, type Subject, type Timed } from './timing.js'
import { DEFAULT_RULE, FSDD, kernelOf, makeWorkload, REFERENCE, type Workload } from './workloads.js'

/**
 * The kernel has no clocks inside, which would cost more than what they time. So the same layer is timed with parts of
 * its work left out, spikes being equal, and a part is the difference of two times.
 */
const VARIANTS = ['whole', 'no connections', 'silent', 'silent, no connections', 'silent, no events', 'idle'] as const
type Variant = (typeof VARIANTS)[number]

/** `silent`: weights are zero, so rows are added and nothing fires. `idle`: no events and no connections besides. */
function variant(workload: Workload, kind: Variant): Workload {
  const connections = kind === 'whole' || kind === 'silent' || kind === 'silent, no events'
  const events = kind !== 'silent, no events' && kind !== 'idle'
  const spikes = kind === 'whole' || kind === 'no connections'
  const [layer] = workload.plan.layers
  const plan = { ...workload.plan, layers: connections ? [layer] : [{ ...layer, connections: [] }] }
  const offsets = planOffsets(plan)
  const weights = new Float32Array(offsets.weights)
  if (spikes) weights.set(workload.weights.subarray(0, layer.inputs * layer.neurons))
  const empty = (sample: Sample): Sample => ({
    steps: sample.steps,
    step: new Uint16Array(0),
    channel: new Uint16Array(0),
  })
  return { ...workload, plan, weights, samples: events ? workload.samples : workload.samples.map(empty) }
}

type Parts = Readonly<Record<string, number>>

function forwardParts(at: (v: Variant) => number): Parts {
  return {
    'input rows': at('silent, no connections') - at('idle'),
    'recurrent rows': at('whole') - at('no connections'),
    'neuron update': at('idle'),
    'spikes and readout': at('no connections') - at('silent, no connections'),
  }
}

function backwardParts(at: (v: Variant) => number): Parts {
  const product = at('silent, no events') - at('idle')
  return {
    'input rows': at('silent, no connections') - at('idle'),
    'transposed product': product,
    'recurrent rows': at('whole') - at('no connections') - product,
    'neuron update': at('idle'),
    'spikes and readout': at('no connections') - at('silent, no connections'),
  }
}

const FORWARD_LIMIT: Readonly<Record<string, ForwardPart>> = {
  'input rows': 'input rows',
  'recurrent rows': 'recurrent rows',
  'neuron update': 'neuron update',
  'spikes and readout': 'readout',
}
const BACKWARD_LIMIT: Readonly<Record<string, BackwardPart>> = {
  ...FORWARD_LIMIT,
  'transposed product': 'transposed product',
}

/** What a batch needs besides its passes: weights in, gradient cleared. */
function batchSubject(workload: Workload): Subject<'load' | 'clear'> {
  const kernel = kernelOf(workload)
  return {
    run() {
      const start = performance.now()
      kernel.load(workload.weights, workload.intrinsic, workload.intrinsic)
      const middle = performance.now()
      kernel.clearGradient()
      return { load: [middle - start], clear: [performance.now() - middle] }
    },
  }
}

function rowsOf(name: string, pass: PassPart, parts: Parts, bound: PassBound): (string | number)[][] {
  return Object.entries(parts).map(([part, ms]) => {
    const limit = pass === 'forward' ? bound.forward[FORWARD_LIMIT[part]] : bound.backward[BACKWARD_LIMIT[part]]
    return [name, pass, part, ms, serial(limit), (ms / serial(limit)).toFixed(2)]
  })
}

export const profile: Section = async ({ limits, budget, say }) => {
  say('profile')
  const rows: (string | number)[][] = []
  const data: unknown[] = []
  // Recurrent weights of zero: what fires with and without connections must be the same.
  for (const workload of [REFERENCE, FSDD].map((spec) => makeWorkload({ ...spec, recurrentScale: 0 }))) {
    const plain = variant(workload, 'whole')
    const subjects = VARIANTS.map((kind) => kernelSubject(variant(workload, kind)))
    limits.forget()
    const timed: Timed<PassPart>[] = await interleave(subjects, budget, () => {
      limits.measure()
    })
    const [batch] = await interleave([batchSubject(workload)], budget)
    const bound = passBound(limits.best, meanWork(plain).work, DEFAULT_RULE)
    const at = (pass: PassPart) => (kind: Variant) => timed[VARIANTS.indexOf(kind)][pass].min
    const parts = { forward: forwardParts(at('forward')), backward: backwardParts(at('backward')) }
    rows.push(...rowsOf(workload.name, 'forward', parts.forward, bound))
    rows.push(...rowsOf(workload.name, 'backward', parts.backward, bound))
    rows.push([workload.name, 'per batch', 'weights loaded, transposed', batch.load.min, '', ''])
    rows.push([workload.name, 'per batch', 'gradient cleared', batch.clear.min, '', ''])
    const whole = shareOf(timed[0], limits.best, meanWork(plain).work, DEFAULT_RULE)
    data.push({ workload: workload.name, timed, parts, batch, whole })
  }
  return {
    report: {
      title: 'Profile: where a pass spends its time',
      notes: [
        'Milliseconds per sample (per batch where it says so), as differences: the layer is timed with its recurrent weights at zero, then without connections, without spikes and without events, and a part is what its absence saves. Differences of like times carry their errors, and parts that overlap in the processor do not add up to the whole; negative ones are noise.',
      ],
      tables: [{ columns: ['layer', 'pass', 'part', 'ms', 'limit', 'of limit'], rows }],
    },
    data,
  }
}
