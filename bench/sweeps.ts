import type { BenchContext, Section } from './context.js'
import { kernelSubject, meanWork, shareOf } from './pass-timing.js'
import { interleave } from './timing.js'
import { DEFAULT_RULE, makeWorkload, REFERENCE, type Workload, type WorkloadSpec } from './workloads.js'

const NEURONS = [96, 400, 1600, 6400, 25_600]
const ACTIVITY = [0.01, 0.02, 0.05, 0.1, 0.2, 0.28, 0.5]
const STEPS = [50, 100, 200, 400, 800]

/** Neurons x steps of all samples of a round: large networks take fewer samples. */
const ROUND_UPDATES = 1_300_000

function sized(spec: WorkloadSpec): Workload {
  const workload = makeWorkload(spec)
  const updates = workload.intrinsic.length * workload.steps
  const count = Math.max(2, Math.min(16, Math.round(ROUND_UPDATES / updates)))
  return { ...workload, samples: workload.samples.slice(0, count) }
}

async function sweep({ limits, budget, say }: BenchContext, what: string, specs: readonly WorkloadSpec[]) {
  say(`${what}: ${specs.length} sizes`)
  const workloads = specs.map(sized)
  limits.forget()
  const timed = await interleave(
    workloads.map((workload) => kernelSubject(workload)),
    budget,
    () => {
      limits.measure()
    },
  )
  return workloads.map((workload, w) => {
    const mean = meanWork(workload)
    const share = shareOf(timed[w], limits.best, mean.work, DEFAULT_RULE)
    const updates = workload.intrinsic.length * workload.steps
    return { spec: specs[w], timed: timed[w], events: mean.events, spikes: mean.spikes, share, updates }
  })
}

/** Cost per neuron as a layer grows, its motif size fixed. */
export const neurons: Section = async (context) => {
  const sizes = context.quick ? NEURONS.slice(0, 4) : NEURONS
  const found = await sweep(
    context,
    'neurons',
    sizes.map((n) => ({ ...REFERENCE, neurons: [n] })),
  )
  const [first] = found
  const perNeuron = (value: number, updates: number) => (value / updates) * 1e6
  const rows = found.map(({ spec, share, updates }) => {
    const growth = perNeuron(share.ms, updates) / perNeuron(first.share.ms, first.updates)
    const limitGrowth = perNeuron(share.limit, updates) / perNeuron(first.share.limit, first.updates)
    return { neurons: spec.neurons[0], cost: perNeuron(share.ms, updates), share, growth, limitGrowth }
  })
  return {
    report: {
      title: 'Neurons: the cost of one as the layer grows',
      notes: [
        'The reference layer with other numbers of neurons, motifs of 16. The limit uses the rates of each working set, so its growth is what caches cost at least.',
      ],
      tables: [
        {
          columns: [
            'neurons',
            'ms per sample',
            'ns per neuron and step',
            'of limit',
            'growth of the cost',
            'growth of the limit',
            'ratio of growths',
          ],
          rows: rows.map(({ neurons: n, cost, share, growth, limitGrowth }) => [
            String(n),
            share.ms,
            cost,
            share.ratio.toFixed(2),
            growth.toFixed(2),
            limitGrowth.toFixed(2),
            (growth / limitGrowth).toFixed(2),
          ]),
        },
      ],
    },
    data: rows,
  }
}

/** Cost as input gets denser: it must follow events. */
export const activity: Section = async (context) => {
  const shares = context.quick ? ACTIVITY.filter((_, i) => i % 2 === 0) : ACTIVITY
  const found = await sweep(
    context,
    'activity',
    shares.map((inputRate) => ({ ...REFERENCE, inputRate })),
  )
  return {
    report: {
      title: 'Activity of the input',
      notes: ['The reference layer, its input weights scaled so that it fires in about 7 % of neuron steps.'],
      tables: [
        {
          columns: ['input', 'events', 'spikes', 'forward', 'backward', 'sum', 'limit', 'of limit'],
          rows: found.map(({ spec, events, spikes, timed, share }) => [
            `${(spec.inputRate * 100).toFixed(0)} %`,
            Math.round(events),
            Math.round(spikes),
            timed.forward.min,
            timed.backward.min,
            share.ms,
            share.limit,
            share.ratio.toFixed(2),
          ]),
        },
      ],
    },
    data: found,
  }
}

/** Cost as samples get longer. */
export const length: Section = async (context) => {
  const steps = context.quick ? STEPS.slice(0, 3) : STEPS
  const found = await sweep(
    context,
    'length',
    steps.map((count) => ({ ...REFERENCE, steps: count })),
  )
  return {
    report: {
      title: 'Length of the sample',
      notes: ['The reference layer with other numbers of steps.'],
      tables: [
        {
          columns: ['steps', 'ms per sample', 'microseconds per step', 'limit', 'of limit'],
          rows: found.map(({ spec, share }) => [
            String(spec.steps),
            share.ms,
            (share.ms * 1000) / spec.steps,
            share.limit,
            share.ratio.toFixed(2),
          ]),
        },
      ],
    },
    data: found,
  }
}
