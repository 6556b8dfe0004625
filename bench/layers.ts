import type { GradientRule } from '../src/kernel/kernel.js'
import { ReferenceKernel } from '../src/kernel/reference/reference-kernel.js'
import type { Section } from './context.js'
import { backwardBound, forwardBound, measuringBound, optimiserBound, serial } from './pass-limit.js'
import { kernelSubject, meanWork, optimiserSubject, passSubject, repairSubject, shareOf } from './pass-timing.js'
import { interleave } from './timing.js'
import { DEEP, DEFAULT_RULE, FSDD, FSDD_SUPERNET, makeWorkload, REFERENCE, type Workload } from './workloads.js'

const SURROGATES: readonly GradientRule['surrogate'][] = [
  { kind: 'fast-sigmoid', slope: 10 },
  { kind: 'logistic', width: 0.2 },
]

/** The rules on one layer: every surrogate with BPTT (reset detached and full) and TSSL-BP. */
const RULES: readonly GradientRule[] = SURROGATES.flatMap((surrogate): GradientRule[] => [
  { rule: 'surrogate', surrogate, reset: 'detached' },
  { rule: 'surrogate', surrogate, reset: 'full' },
  { rule: 'tssl-bp', surrogate, reset: 'detached' },
])

function twinSubject(workload: Workload, samples: number) {
  const twin = new ReferenceKernel(workload.plan, DEFAULT_RULE)
  twin.load(workload.weights, workload.intrinsic, workload.intrinsic)
  return passSubject(twin, workload.samples.slice(0, samples), workload.classes)
}

/** Kernel, limit, optimiser, repair and twin, layer by layer. */
export const layers: Section = async ({ limits, budget, quick, say }) => {
  say('layers: kernel, optimiser, repair')
  const workloads = [REFERENCE, FSDD, FSDD_SUPERNET, DEEP].map(makeWorkload)
  const works = workloads.map(meanWork)
  limits.forget()
  const measure = () => {
    limits.measure()
  }
  const passes = await interleave(
    workloads.map((workload) => kernelSubject(workload)),
    budget,
    measure,
  )
  const optimisers = await interleave(workloads.map(optimiserSubject), budget)
  const repairs = await interleave(workloads.map(repairSubject), budget)
  say('layers: plain twin')
  const twinned = workloads.slice(0, 2)
  // The twin beside the kernel, in turn: their ratio is what counts.
  const pairs = await interleave(
    twinned.flatMap((workload) => [kernelSubject(workload), twinSubject(workload, 1)]),
    { rounds: quick ? 2 : 5, warmMs: budget.warmMs, roundMs: 10 },
  )
  const rates = limits.best
  const rows = workloads.map((workload, w) => {
    const share = shareOf(passes[w], rates, works[w].work, DEFAULT_RULE)
    const bound = share.bound
    const measuring = serial(forwardBound(bound)) + serial(measuringBound(rates, workload.intrinsic.length))
    const update = serial(optimiserBound(rates, workload.weights.length))
    return {
      workload,
      share,
      passes: passes[w],
      optimiser: optimisers[w],
      repair: repairs[w],
      limits: { measuring, update },
    }
  })
  const twins = twinned.map((workload, w) => {
    const [kernel, twin] = [pairs[2 * w], pairs[2 * w + 1]].map(({ forward, backward }) => forward.min + backward.min)
    return { workload: workload.name, kernel, twin, ratio: twin / kernel }
  })
  return {
    report: {
      title: 'Layers',
      notes: [
        'Milliseconds per sample on one thread, fast sigmoid of slope 10, reset detached; without the loss (ten numbers) and without loading weights (once per batch). Each time is the least of many, taken in turn with the limits. `of limit` is time / limit; in brackets the limit if arithmetic and memory traffic overlapped wholly.',
      ],
      tables: [
        {
          columns: ['layer', 'events', 'spikes', 'rate', 'forward', 'backward', 'sum', 'limit', 'of limit'],
          rows: rows.map(({ workload, share, passes }, w) => [
            workload.name,
            Math.round(works[w].events),
            Math.round(works[w].spikes),
            works[w].firingRate,
            `${ms(passes.forward.min)} (${ratio(passes.forward.min / serial(forwardBound(share.bound)))})`,
            `${ms(passes.backward.min)} (${ratio(passes.backward.min / serial(backwardBound(share.bound)))})`,
            share.ms,
            `${ms(share.limit)} [${ms(share.overlappedLimit)}]`,
            ratio(share.ratio),
          ]),
        },
        {
          columns: [
            'layer',
            'repair: sample',
            'of it measuring',
            'limit',
            'of limit',
            'repair: update',
            'AdamW step',
            'parameters',
            'limit',
            'of limit',
          ],
          rows: rows.map(({ workload, repair, optimiser, limits: { measuring, update } }) => [
            workload.name,
            repair.sample.min,
            repair.measuring.min,
            measuring,
            ratio(repair.sample.min / measuring),
            repair.update.min,
            optimiser.update.min,
            String(workload.weights.length),
            update,
            ratio(optimiser.update.min / update),
          ]),
        },
        {
          columns: ['layer', 'kernel', 'plain TypeScript twin', 'twin / kernel'],
          rows: twins.map((twin) => [twin.workload, twin.kernel, twin.twin, ratio(twin.ratio)]),
        },
      ],
    },
    data: { rates, rows: rows.map(({ workload, ...row }) => ({ name: workload.name, ...row })), works, twins },
  }
}

/** BPTT and TSSL-BP with either surrogate. */
export const rules: Section = async ({ limits, budget, say }) => {
  say('rules: surrogate and tssl-bp')
  const found = []
  limits.forget()
  for (const workload of [REFERENCE, FSDD].map(makeWorkload)) {
    const timed = await interleave(
      RULES.map((rule) => kernelSubject(workload, rule)),
      budget,
      () => {
        limits.measure()
      },
    )
    const { work } = meanWork(workload)
    found.push({ workload: workload.name, timed, work })
  }
  const rows = found.flatMap(({ workload, timed, work }) =>
    RULES.map((rule, r) => {
      const share = shareOf(timed[r], limits.best, work, rule)
      const plain = RULES.findIndex((other) => other.rule === 'surrogate' && other.surrogate === rule.surrogate)
      const like = timed[plain].forward.min + timed[plain].backward.min
      return {
        workload,
        rule,
        forward: timed[r].forward.min,
        backward: timed[r].backward.min,
        share,
        like: share.ms / like,
      }
    }),
  )
  return {
    report: {
      title: 'Rules: TSSL-BP beside the surrogate',
      notes: [
        'Milliseconds per sample. The ratio is to `surrogate`, reset detached, with the same surrogate function.',
      ],
      tables: [
        {
          columns: ['layer', 'rule', 'surrogate', 'forward', 'backward', 'sum', 'of limit', 'ratio'],
          rows: rows.map(({ workload, rule, forward, backward, share, like }) => [
            workload,
            rule.rule === 'surrogate' ? `surrogate, reset ${rule.reset}` : rule.rule,
            rule.surrogate.kind,
            forward,
            backward,
            share.ms,
            ratio(share.ratio),
            ratio(like),
          ]),
        },
      ],
    },
    data: rows,
  }
}

const ms = (value: number): string => value.toFixed(value < 0.1 ? 4 : 3)
const ratio = (value: number): string => value.toFixed(2)
