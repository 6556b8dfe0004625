import type { GradientRule, Kernel, Sample } from '../src/kernel/kernel.js'
import { AdamW, freshAdamWState } from '../src/learning/adamw.js'
import { gradientRecipeSchema } from '../src/learning/gradient-recipe.js'
import { emptyActivity, measureSample, repair } from '../src/learning/repair.js'
import type { Rates } from './limits.js'
import { backwardBound, forwardBound, overlapped, type PassBound, passBound, serial } from './pass-limit.js'
import type { Subject, Timed } from './timing.js'
import { countWork, type PassWork } from './work-counts.js'
import { kernelOf, type Workload } from './workloads.js'

export type PassPart = 'forward' | 'backward'

/** A forward and a backward pass over all samples: milliseconds per sample, the loss left out. */
export function passSubject(kernel: Kernel, samples: readonly Sample[], outputs: number): Subject<PassPart> {
  const error = new Float32Array(outputs).fill(0.1)
  return {
    run() {
      const forward: number[] = []
      const backward: number[] = []
      kernel.clearGradient()
      for (const sample of samples) {
        const start = performance.now()
        kernel.forward(sample)
        const middle = performance.now()
        kernel.backward(error)
        forward.push(middle - start)
        backward.push(performance.now() - middle)
      }
      return { forward, backward }
    },
  }
}

export function kernelSubject(workload: Workload, rule?: GradientRule): Subject<PassPart> {
  return passSubject(kernelOf(workload, rule), workload.samples, workload.classes)
}

/** The work of a mean sample. */
export function meanWork(workload: Workload): { work: PassWork; events: number; spikes: number; firingRate: number } {
  const kernel = kernelOf(workload)
  const works = workload.samples.map((sample) => countWork(kernel, sample))
  kernel.dispose()
  const mean = (part: (work: PassWork) => number) => works.reduce((all, work) => all + part(work), 0) / works.length
  const [first] = works
  const layers = first.layers.map((layer, l) => ({
    ...layer,
    events: mean((work) => work.layers[l].events),
    spikes: mean((work) => work.layers[l].spikes),
    inputElements: mean((work) => work.layers[l].inputElements),
    recurrentElements: mean((work) => work.layers[l].recurrentElements),
  }))
  const spikes = mean((work) => work.spikes)
  const neurons = workload.neurons.reduce((a, b) => a + b, 0)
  return {
    work: { layers, spikes, readoutForward: mean((w) => w.readoutForward), readoutBackward: first.readoutBackward },
    events: layers[0].events,
    spikes,
    firingRate: spikes / neurons / workload.steps,
  }
}

export interface Share {
  readonly bound: PassBound
  readonly ms: number
  readonly limit: number
  /** Time / limit. */
  readonly ratio: number
  readonly overlappedLimit: number
}

/** How near a timed pass comes to the limit of its counted work. */
export function shareOf(timed: Timed<PassPart>, rates: Rates, work: PassWork, rule: GradientRule): Share {
  const bound = passBound(rates, work, rule)
  const [forward, backward] = [forwardBound(bound), backwardBound(bound)]
  const ms = timed.forward.min + timed.backward.min
  const limit = serial(forward) + serial(backward)
  return { bound, ms, limit, ratio: ms / limit, overlappedLimit: overlapped(forward) + overlapped(backward) }
}

/** One AdamW step of all the workload's parameters. */
export function optimiserSubject({ weights }: Workload): Subject<'update'> {
  const { optimiser } = gradientRecipeSchema.parse({})
  const bounds = [-4, 4].map((bound) => new Float32Array(weights.length).fill(bound))
  const adamw = new AdamW(optimiser, freshAdamWState(weights.slice()), bounds[0], bounds[1])
  return {
    run() {
      adamw.gradient.set(weights)
      const start = performance.now()
      adamw.update(1e-3, 16)
      return { update: [performance.now() - start] }
    },
  }
}

/**
 * A repair phase by SpiKL-IP over all samples: a forward pass and the measuring of each, and one update of R and tau.
 */
export function repairSubject(workload: Workload): Subject<'sample' | 'measuring' | 'update'> {
  const kernel = kernelOf(workload)
  const neurons = workload.intrinsic.length
  const { repair: settings } = gradientRecipeSchema.parse({ repair: { rule: 'spikl-ip', targetRate: 0.3 } })
  const start = { model: 'lif', tauMem: workload.tauMem, tauSyn: workload.tauSyn } as const
  const intrinsic = { resistance: workload.intrinsic, tauMem: workload.intrinsic }
  return {
    run() {
      const activity = emptyActivity(neurons)
      const sampleMs: number[] = []
      const measuring: number[] = []
      for (const sample of workload.samples) {
        const begin = performance.now()
        kernel.forward(sample)
        const middle = performance.now()
        measureSample(activity, kernel.counts, sample.steps, intrinsic, start, settings)
        const end = performance.now()
        sampleMs.push(end - begin)
        measuring.push(end - middle)
      }
      const begin = performance.now()
      repair(intrinsic, activity, start, settings, 1)
      return { sample: sampleMs, measuring, update: [performance.now() - begin] }
    },
  }
}
