import type { Prepared } from '../src/comparison/prepare-run.js'
import { studyContext } from '../src/comparison/study-context.js'
import { ItemRunner } from '../src/evaluation/run-item.js'
import type { WorkItem } from '../src/evaluation/work-item.js'
import { WasmKernel } from '../src/kernel/wasm-kernel.js'
import { gradientRecipe } from '../src/learning/gradient-recipe.js'
import { sampleAt } from '../src/learning/shard.js'
import { createSupernet } from '../src/learning/supernet.js'
import { dataCapacity, splitSamples } from '../src/learning/training.js'
import type { Section } from './context.js'
import { NO_DIGITS, prepareDigits } from './digits-study.js'
import type { Rates } from './limits.js'
import { backwardBound, forwardBound, optimiserBound, passBound, serial } from './pass-limit.js'
import { countWork } from './work-counts.js'

const WARM_UP = 4

interface Phase {
  readonly ask: number[]
  readonly work: number[]
  readonly tell: number[]
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** The limit of the kernel's part of one item: its samples, counted with the item's own weights. */
function itemLimit(prepared: Prepared, rates: Rates, item: WorkItem): number {
  if (!('plan' in item) || !prepared.encoded) return 0
  const data = prepared.encoded
  const inSplit = splitSamples(data, [item.split])
  const kernel = new WasmKernel(item.plan, item.rule, dataCapacity(data))
  kernel.load(item.weights, item.resistance, item.tauMem)
  let limit = 0
  for (const position of item.samples) {
    const bound = passBound(rates, countWork(kernel, sampleAt(data, inSplit[position])), item.rule)
    limit += serial(forwardBound(bound)) + (item.kind === 'gradient' ? serial(backwardBound(bound)) : 0)
  }
  kernel.dispose()
  return limit
}

/** One iteration of the study's supernet on one thread, in this process: what each phase asks, does and makes of it. */
export const iteration: Section = async ({ limits, quick, say }) => {
  const title = 'A supernet iteration of the FSDD study, one thread'
  const prepared = await prepareDigits(say)
  if (!prepared) return { report: { title, notes: [NO_DIGITS], tables: [] }, data: null }
  const repeats = quick ? 6 : 30
  say(`iteration: ${repeats} iterations inline`)
  const { strategy, settings, context, study, encoded } = prepared
  // Alpha moves from the first iteration on, so that each has all three phases.
  const moving = { ...(settings as object), alpha: { ...(settings as { alpha: object }).alpha, warmup: 0, latest: 0 } }
  const runner = new ItemRunner(studyContext(study, encoded))
  const phases = new Map<string, Phase>()
  const bounds = new Map<string, number>()
  let state = strategy.start(context, moving)
  limits.forget()
  for (let step = 0; step < 3 * (WARM_UP + repeats); step++) {
    if (step % 15 === 0) limits.measure()
    const name = strategy.progress(state).phase
    const start = performance.now()
    const items = strategy.ask(state)
    const asked = performance.now()
    const results = items.map((item) => runner.run(item))
    const done = performance.now()
    state = strategy.tell(state, results).state
    const told = performance.now()
    if (step < 3 * WARM_UP) continue
    const phase = phases.get(name) ?? { ask: [], work: [], tell: [] }
    phase.ask.push(asked - start)
    phase.work.push(done - asked)
    phase.tell.push(told - done)
    phases.set(name, phase)
    // The newest: firing changes as the network learns.
    if (step >= 3 * (WARM_UP + repeats - 1)) {
      bounds.set(
        name,
        items.reduce((sum, item) => sum + itemLimit(prepared, limits.best, item), 0),
      )
    }
  }
  const net = createSupernet(study.space)
  const update = serial(optimiserBound(limits.best, net.parameters))
  const rows = [...phases].map(([name, { ask, work, tell }]) => ({
    name,
    ask: median(ask),
    work: median(work),
    tell: median(tell),
    limit: bounds.get(name) ?? 0,
  }))
  const all = rows.reduce(
    (sum, row) => ({
      name: 'iteration',
      ask: sum.ask + row.ask,
      work: sum.work + row.work,
      tell: sum.tell + row.tell,
      limit: sum.limit + row.limit,
    }),
    { name: 'iteration', ask: 0, work: 0, tell: 0, limit: 0 },
  )
  return {
    report: {
      title,
      notes: [
        `Real recordings, batch ${gradientRecipe(study.recipe, 'the bench').batch}, ${net.weights} effective weights, ${net.parameters} parameters; medians of ${repeats} iterations in milliseconds. Asking mixes the weights and cuts the batch; working is what threads do (augmentation, passes, loss, the gradient's copy); telling sums gradients and steps alpha, weights or R and tau. The limit is that of the passes alone; an AdamW step of all parameters has a limit of ${update.toFixed(3)} ms.`,
      ],
      tables: [
        {
          columns: ['phase', 'ask', 'work', 'tell', 'sum', 'limit of the passes', 'work / limit', 'main thread share'],
          rows: [...rows, all].map(({ name, ask, work, tell, limit }) => [
            name,
            ask,
            work,
            tell,
            ask + work + tell,
            limit,
            (work / limit).toFixed(2),
            `${((100 * (ask + tell)) / (ask + work + tell)).toFixed(1)} %`,
          ]),
        },
      ],
    },
    data: { rows, all, parameters: net.parameters, weights: net.weights },
  }
}
