import { describe } from 'vitest'
import type { Step } from '../conformance/search-run.js'
import { conformsToStrategy } from '../conformance/strategy.js'
import { tinyLayer, tinyRecipe, tinySpace } from '../learning/tiny.js'
import { LIVELY, strategy } from './hrmas-search.js'

const iterationsOf = (steps: readonly Step[]) => steps.filter(({ phase }) => phase === 'weights').length
const misspelt = { raw: { alpha: { warmpu: 0.2 } }, key: 'warmpu', meant: 'warmup' }

describe('HRMAS', () => {
  conformsToStrategy({ strategy, raw: LIVELY, misspelt, iterationsOf, drawsCandidates: false })
})

describe('HRMAS with TSSL-BP, a spiking readout, two layers, a curriculum, sparsity and two judgements', () => {
  conformsToStrategy({
    strategy,
    drawsCandidates: false,
    raw: {
      alpha: { rate: 0.05, warmup: 0, sparsity: 0.01 },
      curriculum: { setting: 'gap', from: 0, over: 0.5, stages: 2 },
      repair: { rule: 'tau', samples: 20, fade: [0.5, 1] },
      repairEvery: 2,
      judgements: 2,
    },
    misspelt: { raw: { curriculum: { setting: 'gap', from: 0, stage: 3 } }, key: 'stage', meant: 'stages' },
    iterationsOf,
    context: {
      space: tinySpace({
        layers: [tinyLayer({ neurons: 8, motifSizes: [4] }), tinyLayer({ neurons: 8, motifSizes: [2, 4] })],
        readout: { kind: 'spiking', classes: 2 },
      }),
      recipe: tinyRecipe({
        epochs: 1,
        batch: 12,
        rule: 'tssl-bp',
        surrogate: { kind: 'logistic', width: 0.2 },
        augmentation: { eventDropout: 0.1 },
      }),
    },
  })
})

describe('HRMAS that samples, at a falling temperature', () => {
  conformsToStrategy({
    strategy,
    drawsCandidates: false,
    raw: { ...LIVELY, relaxation: 'sampled', temperature: [1, 0.2] },
    misspelt: { raw: { temprature: [1, 0.2] }, key: 'temprature', meant: 'temperature' },
    iterationsOf,
  })
})

describe('HRMAS with shared magnitudes', () => {
  conformsToStrategy({
    strategy,
    drawsCandidates: false,
    raw: { ...LIVELY, alpha: { ...LIVELY.alpha, sd: 0.5 }, magnitudes: 'shared' },
    misspelt: { raw: { magnitude: 'shared' }, key: 'magnitude', meant: 'magnitudes' },
    iterationsOf,
  })
})
