import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { dataSchema, describeData, isGenerated } from '../../src/data/catalogue.js'
import { type EncodedDataset, SPLITS, type Split } from '../../src/data/dataset.js'
import { DatasetBuilder } from '../../src/data/encoded-dataset.js'
import { createInlineEvaluator } from '../../src/evaluation/inline-evaluator.js'
import { metricOf } from '../../src/evaluation/metric.js'
import { ItemRunner } from '../../src/evaluation/run-item.js'
import type { WorkItem } from '../../src/evaluation/work-item.js'
import { searchLoop } from '../../src/search/search-loop.js'
import { loadStrategy } from '../../src/search/strategies.js'
import { StoredWork, TestSplitError } from '../../src/search/work.js'
import { createRunStore, type RunStore } from '../../src/store/run-store.js'
import { topologyHash } from '../../src/topology/canonical-form.js'
import { evaluationItem, gradientItem, tinyContext } from '../evaluation/tiny-work.js'
import { tinyData } from '../learning/tiny.js'
import { header } from '../store/sample-run.js'
import { useFolders } from '../store/temporary-folder.js'
import { HRMAS, tinyStudy } from './tiny-study.js'

const newFolder = useFolders()
const open: RunStore[] = []
afterEach(() => {
  for (const store of open.splice(0)) store.close()
})

/** What sources need to be told besides their name. */
const NEEDED: Readonly<Record<string, object>> = {
  user: { name: 'mine' },
  ssbm: { pattern: 'poisson' },
  ras: { input: 'input.ras', target: 'target.ras', inputs: 2, outputs: 1, seconds: 1 },
}
const specOf = (source: string) => dataSchema.parse({ source, ...NEEDED[source] })
const sources = dataSchema.options.map((option) => option.shape.source.value)

function workOn(source: string) {
  const store = createRunStore(join(newFolder(), 'run'), header)
  open.push(store)
  const data = specOf(source)
  const encoded = isGenerated(data) ? null : tinyData()
  const context = tinyContext({ data, encoded: encoded?.buffer ?? null })
  let done = 0
  const inner = createInlineEvaluator(context)
  const evaluator: typeof inner = {
    ...inner,
    evaluate(items, options) {
      done += items.length
      return inner.evaluate(items, options)
    },
  }
  const study = { ...tinyStudy(), data }
  const work = new StoredWork(store, evaluator, study, context, encoded?.key ?? null)
  return {
    try: (item: WorkItem) => work.do([item], { signal: new AbortController().signal }),
    tried: () => done,
  }
}

// A strategy need not be TypeScript, so its wishes can be anything.
const wish = (item: object) => item as WorkItem

describe.each(sources)('a search on %s', (source) => {
  it.each([
    ['to be scored on it', wish(evaluationItem({ scoreOn: 'test' }))],
    ['to train on it', wish({ ...evaluationItem(), trainOn: ['weights', 'test'] })],
    [
      'to train on it for its own score',
      wish({ ...evaluationItem({ scoreOn: 'test' }), trainOn: ['weights', 'test'] }),
    ],
    ['to train on the selection split', wish({ ...evaluationItem(), trainOn: ['weights', 'selection'] })],
    ['a gradient from it', wish({ ...gradientItem(), split: 'test' })],
    ['to measure rates on it', wish({ ...gradientItem(), kind: 'activity', split: 'test' })],
  ])('is refused what it must not see when it asks %s, before anything is computed', async (_, item) => {
    const work = workOn(source)
    await expect(work.try(item)).rejects.toThrow(TestSplitError)
    expect(work.tried()).toBe(0)
  })
})

describe('positions within a split', () => {
  it('end with it: past its end lies another split', () => {
    // The test samples come first, so that a missing index, read as 0, would be one of them.
    const runner = new ItemRunner(tinyContext({ data: specOf('fsdd'), encoded: reordered(tinyData(), 'test').buffer }))
    expect(() => runner.run(gradientItem({ samples: Uint32Array.of(0, 40) }))).toThrow(
      'the weights split has 40 samples, so none at position 40',
    )
    expect(() => runner.run(wish({ ...gradientItem(), samples: Uint32Array.of(-1) }))).toThrow('none at position')
  })
})

describe.each(['hrmas', 'random'] as const)('%s', (name) => {
  it('takes the same steps and finds the same topology whatever the test samples are', async () => {
    const given = widened(tinyData())
    const found = await searched(given, name)
    expect(await searched(blanked(given, 'test'), name)).toBe(found)
    for (const split of ['weights', 'selection'] as const) {
      expect(await searched(blanked(given, split), name)).not.toBe(found)
    }
  })
})

/** A whole search as text: the best topology and all scores on the way. */
async function searched(data: EncodedDataset, name: 'hrmas' | 'random'): Promise<string> {
  const settings = name === 'hrmas' ? { name, alpha: HRMAS.alpha } : { name, together: 4 }
  const tiny = tinyStudy({ strategy: settings, iterations: 6 })
  const spec = specOf('fsdd')
  const { channels, classes } = describeData(spec)
  const space = { ...tiny.space, inputs: channels, readout: { ...tiny.space.readout, classes } }
  const study = { ...tiny, data: spec, space }
  const store = createRunStore(join(newFolder(), 'run'), header)
  open.push(store)
  const context = { seed: 3, data: study.data, recipe: study.recipe, encoded: data.buffer }
  const work = new StoredWork(store, createInlineEvaluator(context), study, context, 'one name for all')
  const strategy = await loadStrategy(name)
  const scores: unknown[] = []
  const count = (split: Split) => data.split.filter((s) => s === SPLITS.indexOf(split)).length
  const end = await searchLoop({
    ...{ store, work, strategy, failureLimit: 20 },
    reporter: { onOutcome: (_, outcome) => scores.push(outcome.state === 'scored' ? outcome.score : null) },
    settings: strategy.settings(study.strategy.settings),
    context: {
      ...{ space: study.space, recipe: study.recipe, seed: 3, iterations: 6, total: 6, task: {} },
      ...{ constraints: {}, metric: metricOf({}), objectives: ['accuracy'] as const },
      samples: { weights: count('weights'), alpha: count('alpha'), selection: count('selection') },
    },
    signal: new AbortController().signal,
  })
  if (end.reason !== 'done' || end.best === undefined) throw new Error(`the search ended as ${end.reason}`)
  const logged = store.metrics({ phase: 'architecture', name: 'accuracy' }).map(({ value }) => value)
  return JSON.stringify([topologyHash(end.best), logged, scores])
}

/** The samples of a split emptied, and called class 0. */
const blanked = (data: EncodedDataset, split: Split) => rebuilt(data, Array.from(data.label.keys()), split)

/** With one split's samples first. */
function reordered(data: EncodedDataset, first: Split): EncodedDataset {
  const all = Array.from(data.label.keys())
  const isFirst = (i: number) => data.split[i] === SPLITS.indexOf(first)
  return rebuilt(data, [...all.filter(isFirst), ...all.filter((i) => !isFirst(i))], null)
}

/** As wide as the recordings that it stands for; the channels it has not stay silent. */
function widened(data: EncodedDataset): EncodedDataset {
  const { channels, classNames } = describeData(specOf('fsdd'))
  return rebuilt({ ...data, channels, classNames }, Array.from(data.label.keys()), null)
}

function rebuilt(data: EncodedDataset, order: readonly number[], blankSplit: Split | null): EncodedDataset {
  const { name, channels, classNames, dt } = data
  const builder = new DatasetBuilder({ name, channels, classNames, dt })
  for (const i of order) {
    const split = SPLITS[data.split[i]]
    const blank = split === blankSplit
    const [from, to] = blank ? [0, 0] : [data.eventStart[i], data.eventStart[i + 1]]
    const events = { step: data.eventStep.subarray(from, to), channel: data.eventChannel.subarray(from, to) }
    builder.addSample({ steps: data.steps[i], label: blank ? 0 : data.label[i], split }, events)
  }
  return builder.finish()
}
