import { describe, expect, it } from 'vitest'
import { dataSchema } from '../../src/data/catalogue.js'
import { firstSpikeLoss } from '../../src/learning/first-spike/first-spike-loss.js'
import { loadStrategy } from '../../src/search/strategies.js'
import { parseStudy, type Study, studyDocument, studyHash, taskSettings } from '../../src/search/study.js'
import { builtInStudies, readStudy } from '../../src/search/study-file.js'
import { UsageError } from '../../src/usage-error.js'
import { HRMAS, tinyDocument, tinyStudy } from './tiny-study.js'

type Path = readonly (string | number)[]

/** The tiny document with one value replaced; undefined removes it. */
function changed(path: Path, value: unknown): Record<string, unknown> {
  const document = structuredClone(
    tinyDocument({
      comparisons: [{ arms: [{ topology: 'random', draws: 2 }] }],
      recipe: { optimiser: { rate: 0.01 } },
    }),
  )
  let at = document as Record<string | number, unknown>
  for (const part of path.slice(0, -1)) {
    if (at[part] === undefined) at[part] = {}
    at = at[part] as typeof at
  }
  const last = path[path.length - 1]
  if (value === undefined) delete at[last]
  else at[last] = value
  return document
}

function messageOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as UsageError).message
  }
  throw new Error('nothing was refused')
}

const refusal = (path: Path, value: unknown) => messageOf(() => parseStudy(changed(path, value), 'tiny.yaml'))

const SPACE: Path = ['space', 'layers', 0]
const ARM: Path = ['comparisons', 0, 'arms', 0]
const SOURCES = dataSchema.options.map((option) => option.shape.source.value).join(', ')

describe('a study that is refused, in one line', () => {
  it.each<[Path, unknown, string]>([
    [['recipes'], {}, 'tiny.yaml: unknown key "recipes"; did you mean "recipe"?'],
    [
      ['colour'],
      {},
      'tiny.yaml: unknown key "colour"; known here: name, question, seed, data, space, constraints, objectives, metric, recipe, from, schedule, strategy, limits, budget, comparisons',
    ],
    [['recipe', 'epoch'], 3, 'tiny.yaml.recipe: unknown key "epoch"; did you mean "epochs"?'],
    [['recipe', 'optimiser', 'rte'], 3, 'tiny.yaml.recipe.optimiser: unknown key "rte"; did you mean "rate"?'],
    [['data', 'gapp'], 3, 'tiny.yaml.data: unknown key "gapp"; did you mean "gap"?'],
    [['data', 'samples', 'weight'], 3, 'tiny.yaml.data.samples: unknown key "weight"; did you mean "weights"?'],
    [
      ['comparisons', 0, 'replicate'],
      3,
      'tiny.yaml.comparisons.0: unknown key "replicate"; did you mean "replicates"?',
    ],
    [[...ARM, 'draw'], 3, 'tiny.yaml.comparisons.0.arms.0: unknown key "draw"; did you mean "draws"?'],
    [['space', 'layer'], 3, 'tiny.yaml.space has an unknown key "layer"; did you mean "layers"?'],
    [
      [...SPACE, 'motifSize'],
      3,
      'tiny.yaml.space: layers[0] has an unknown key "motifSize"; did you mean "motifSizes"?',
    ],
    [
      ['space', 'readout', 'clases'],
      3,
      'tiny.yaml.space: readout has an unknown key "clases"; did you mean "classes"?',
    ],
    // A key of another kind of surrogate is unknown to this one.
    [
      ['recipe', 'surrogate'],
      { kind: 'logistic', slope: 3 },
      'tiny.yaml.recipe.surrogate: unknown key "slope"; known here: kind, width',
    ],
  ])('has an unknown key: %j', (path, value, message) => {
    expect(refusal(path, value)).toBe(message)
  })

  it.each<[Path, unknown, string]>([
    [['recipe', 'epochs'], 'ten', 'tiny.yaml.recipe.epochs: must be a number, but got "ten"'],
    [['recipe', 'epochs'], 2.5, 'tiny.yaml.recipe.epochs: must be a whole number, but got 2.5'],
    [['recipe', 'optimiser', 'rate'], NaN, 'tiny.yaml.recipe.optimiser.rate: must be a number, but got NaN'],
    [['recipe'], null, 'tiny.yaml.recipe: must be an object, but got null'],
    [['recipe', 'surrogate'], 'logistic', 'tiny.yaml.recipe.surrogate: must be an object, but got "logistic"'],
    [['comparisons'], {}, 'tiny.yaml.comparisons: must be a list, but got {}'],
    [['recipe', 'repair', 'bounds'], 2, 'tiny.yaml.recipe.repair.bounds: must be a list, but got 2'],
    [['recipe', 'repair', 'bounds'], [1], 'tiny.yaml.recipe.repair.bounds: must have at least 2 items, but got [1]'],
    [['comparisons', 0, 'arms'], [], 'tiny.yaml.comparisons.0.arms: must have at least 1 item, but got []'],
    [[...SPACE, 'ring'], 'yes', 'tiny.yaml.space: layers[0].ring must be true, false or search, but got "yes"'],
    [['name'], undefined, 'tiny.yaml.name: must be a string, but got nothing'],
    [['name'], 'A b', 'tiny.yaml.name: must be lower-case letters, digits and dashes, but got "A b"'],
    [['data'], undefined, 'tiny.yaml.data: must be an object, but got nothing'],
    [['space'], undefined, 'tiny.yaml.space: must be an object, but got nothing'],
    [['strategy', 'name'], undefined, 'tiny.yaml.strategy.name: must be a string, but got nothing'],
  ])('has a value of the wrong type: %j = %j', (path, value, message) => {
    expect(refusal(path, value)).toBe(message)
  })

  it.each<[Path, unknown, string]>([
    [['recipe', 'batch'], -2, 'tiny.yaml.recipe.batch: must be above 0, but got -2'],
    [['recipe', 'optimiser', 'rate'], -0.1, 'tiny.yaml.recipe.optimiser.rate: must be above 0, but got -0.1'],
    [['limits', 'evaluationSeconds'], -1, 'tiny.yaml.limits.evaluationSeconds: must be above 0, but got -1'],
    [['constraints'], { fanIn: { max: -1 } }, 'tiny.yaml.constraints.fanIn.max: must be at least 0, but got -1'],
    [
      ['constraints'],
      { excitatoryShare: { min: 50 } },
      'tiny.yaml.constraints.excitatoryShare.min: must be at most 1, but got 50',
    ],
    [
      ['constraints'],
      { synapses: { min: 9, max: 8 } },
      'tiny.yaml.constraints.synapses: must have a min that is at most its max, but got {"min":9,"max":8}',
    ],
    [['seed'], -1, 'tiny.yaml.seed: must be at least 0, but got -1'],
    [['data', 'p'], 1.5, 'tiny.yaml.data.p: must be at most 1, but got 1.5'],
    [['schedule', 'iterations'], 0, 'tiny.yaml.schedule.iterations: must be above 0, but got 0'],
    [
      [...SPACE, 'motifSizes'],
      [5],
      'tiny.yaml.space: layers[0].motifSizes[0] must divide the neurons of the layer (16), but got 5',
    ],
  ])('has a number out of range: %j = %j', (path, value, message) => {
    expect(refusal(path, value)).toBe(message)
  })

  it.each<[Path, unknown, string]>([
    [
      ['data', 'source'],
      'delayed-mach',
      `tiny.yaml.data.source: must be one of ${SOURCES}, but got "delayed-mach"; did you mean "delayed-match"?`,
    ],
    [['data', 'source'], undefined, `tiny.yaml.data.source: must be one of ${SOURCES}, but got nothing`],
    [
      ['recipe', 'loss'],
      { kind: 'cros-entropy' },
      'tiny.yaml.recipe.loss.kind: must be one of cross-entropy, count, but got "cros-entropy"; did you mean "cross-entropy"?',
    ],
    [
      ['recipe', 'rule'],
      'tssl',
      'tiny.yaml.recipe.rule: must be one of surrogate, tssl-bp, super-spike, first-spike, linear-probe, but got "tssl"; did you mean "tssl-bp"?',
    ],
    [
      [...ARM, 'topology'],
      'randm',
      'tiny.yaml.comparisons.0.arms.0.topology: must be one of feed-forward, all-excitatory, ring, random, dense-ei, ei-matched, fully-connected, fully-connected-ei, random-sparse, small-world, reservoir, liquid-state-machine, echo-state, but got "randm"; did you mean "random"?',
    ],
  ])('has an unknown name: %j = %j', (path, value, message) => {
    expect(refusal(path, value)).toBe(message)
  })

  it.each([
    ['surrogate', 'beta1'],
    ['tssl-bp', 'beta2'],
    ['first-spike', 'beta1'],
    ['first-spike', 'beta2'],
  ])('never forgets in the optimiser of %s: %s', (rule, beta) => {
    const document = { ...tinyDocument(), recipe: { rule, optimiser: { [beta]: 1 } } }
    expect(messageOf(() => parseStudy(document, 'tiny.yaml'))).toBe(
      `tiny.yaml.recipe.optimiser.${beta}: must be at most 0.999999, but got 1`,
    )
  })

  it('has a loss of first spikes that overflows before the horizon', () => {
    const study = studyDocument(readStudy('yin-yang-first-spike'))
    const withBeta = (beta: number) =>
      parseStudy({ ...study, recipe: { rule: 'first-spike', horizon: 3.5, loss: { kind: 'first-spike', beta } } }, 'yy')
    expect(messageOf(() => withBeta(0.002))).toBe(
      'yy.recipe.loss.beta: must be at least a hundredth of yy.recipe.horizon (0.035), as exp(time / beta) overflows below, but got 0.002',
    )
    const { recipe } = withBeta(0.035)
    if (recipe.rule !== 'first-spike') throw new Error('the rule is kept')
    const errors = new Float64Array(2)
    expect(firstSpikeLoss(recipe.loss, [3.5, 0.1], 0, errors)).toBeLessThan(1e42)
    expect(Number.isFinite(errors[0])).toBe(true)
  })

  it('contradicts its data in inputs or classes', () => {
    expect(refusal(['space', 'inputs'], 7)).toBe(
      'tiny.yaml.space.inputs: must be 12 or left out, as the data has 12 channels, but got 7',
    )
    expect(refusal(['space', 'readout', 'classes'], 7)).toBe(
      'tiny.yaml.space.readout.classes: must be 2 or left out, as the data has 2 classes, but got 7',
    )
    expect(parseStudy(changed(['space', 'inputs'], 12), 'tiny.yaml').space.inputs).toBe(12)
  })

  it('asks SpiKL-IP for a product of target rate and tau at which it silences', () => {
    expect(refusal(['recipe', 'repair'], { rule: 'spikl-ip' })).toMatch(
      /^tiny\.yaml\.recipe\.repair\.rule spikl-ip needs targetRate x lowest tau above 2\.281, but got 0\.1 x 0\.5 x 10 = 0\.500; use rule tau/,
    )
  })

  it('overrides settings of the data that are not there or change the networks', () => {
    const override = (value: object) => refusal(['comparisons', 0, 'override'], value)
    expect(override({ gpa: 9 })).toBe(
      'tiny.yaml.comparisons.0.override: data.gpa is not a numeric setting of \'delayed-match\'; did you mean "gap"?',
    )
    expect(override({ gap: 'x' })).toBe('tiny.yaml.comparisons.0.override.gap: must be a number, but got "x"')
    expect(override({ gap: -3 })).toMatch(
      /^tiny\.yaml\.comparisons\.0\.override\.gap: must be at least \d+, but got -3$/,
    )
    expect(override({ inputsPerGroup: 4 })).toBe(
      'tiny.yaml.comparisons.0.override: must keep the 12 inputs and 2 classes of the data, but gives 16 and 2',
    )
    const files = { ...changed(['comparisons', 0, 'override'], { gap: 3 }), data: { source: 'fsdd' } }
    expect(messageOf(() => parseStudy(files, 'f.yaml'))).toMatch(/^f\.yaml\.comparisons\.0\.override: must be left out/)
  })

  it('has no samples where it needs some', () => {
    expect(refusal(['data', 'samples', 'selection'], 0)).toBe(
      'tiny.yaml.data.samples.selection: must be at least 1, as candidates are scored on it, but got 0',
    )
    expect(refusal(['data', 'samples', 'test'], 0)).toMatch(/^tiny\.yaml\.data\.samples\.test: must be at least 1/)
    expect(tinyStudy({ samples: { test: 0 } }).data).toMatchObject({ samples: { test: 0 } })
  })

  it.each([[[]], [null], ['text'], [3]])('is no study at all: %j', (document) => {
    expect(messageOf(() => parseStudy(document, 'x.yaml'))).toMatch(/^x\.yaml: must be an object, but got/)
  })
})

describe('a strategy that is refused', () => {
  it.each([
    ['hrms', 'strategy.name: "hrms" is no strategy; did you mean "hrmas"?'],
    [
      'zzz',
      'strategy.name: "zzz" is no strategy; known are evolution, exhaustive, halving, handmade, hrmas, nsga2, random, self-organize; a file ends in .js or .ts',
    ],
    [
      'toString',
      'strategy.name: "toString" is no strategy; known are evolution, exhaustive, halving, handmade, hrmas, nsga2, random, self-organize; a file ends in .js or .ts',
    ],
  ])('is unknown: %s', async (name, message) => {
    await expect(loadStrategy(name)).rejects.toThrow(new UsageError(message))
  })

  it('has settings that it does not know', async () => {
    const hrmas = await loadStrategy('hrmas')
    const random = await loadStrategy('random')
    expect(messageOf(() => hrmas.settings({ alpha: { rat: 1 } }))).toBe(
      'strategy.alpha: unknown key "rat"; did you mean "rate"?',
    )
    expect(messageOf(() => random.settings({ alpha: {} }))).toBe('strategy: unknown key "alpha"; known here: together')
  })
})

describe('a study', () => {
  it.each([
    [
      'tiny',
      () => tinyStudy({ strategy: HRMAS, comparisons: [{ arms: [{ topology: 'ring' }], override: { gap: 4 } }] }),
    ],
    ...builtInStudies().map((name): [string, () => Study] => [name, () => readStudy(name)]),
  ])('%s is read back from its own document, through JSON too', (_, read) => {
    const study = read()
    expect(parseStudy(studyDocument(study), 'again')).toEqual(study)
    expect(parseStudy(JSON.parse(JSON.stringify(studyDocument(study))), 'again')).toEqual(study)
  })

  it('has the numeric settings of its task, for curricula; none where the data are files', () => {
    expect(taskSettings(tinyStudy().data)).toMatchObject({ gap: 5, inputsPerGroup: 3 })
    expect(taskSettings(readStudy('spoken-digits').data)).toEqual({})
  })
})

describe('the hash of a study', () => {
  const hashOf = (path: Path, value: unknown, data: string | null = null) =>
    studyHash(parseStudy(changed(path, value), 'tiny.yaml'), data)
  const hash = hashOf(['seed'], 3)

  it.each<[Path, unknown]>([
    [['name'], 'other'],
    [['question'], 'Why?'],
    [['limits', 'evaluationSeconds'], 60],
  ])('does not change with %j', (path, value) => {
    expect(hashOf(path, value)).toBe(hash)
  })

  it('does not change when a default is written out', () => {
    expect(hashOf(['recipe', 'shards'], 4)).toBe(hash)
    expect(hashOf(['space', 'inputs'], 12)).toBe(hash)
    expect(hashOf(['limits', 'failures'], 20)).toBe(hash)
  })

  it.each<[Path, unknown]>([
    [['seed'], 4],
    [['data', 'gap'], 6],
    [['data', 'samples', 'test'], 41],
    [['space', 'neuron', 'tauMem'], 11],
    [
      [...SPACE, 'motifSizes'],
      [4, 8],
    ],
    [['recipe', 'epochs'], 3],
    [['recipe', 'repair', 'targetRate'], 0.2],
    [['schedule', 'iterations'], 13],
    [['strategy', 'together'], 3],
    [['strategy', 'name'], 'hrmas'],
    [['limits', 'evaluationMiB'], 512],
    [['limits', 'failures'], 19],
    [['comparisons', 0, 'replicates'], 4],
    [['comparisons', 0, 'question'], 'Which?'],
    [[...ARM, 'draws'], 3],
    [['comparisons', 0, 'override'], { gap: 7 }],
  ])('changes with %j', (path, value) => {
    expect(hashOf(path, value)).not.toBe(hash)
  })

  it('changes with the content of encoded files', () => {
    expect(new Set([null, 'a', 'b'].map((data) => hashOf(['seed'], 3, data))).size).toBe(3)
  })
})
