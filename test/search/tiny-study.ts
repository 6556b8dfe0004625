import { parseStudy, type Study } from '../../src/search/study.js'

export interface StudyChange {
  readonly strategy?: object
  readonly recipe?: object
  readonly limits?: object
  readonly comparisons?: readonly object[]
  readonly iterations?: number
  readonly samples?: object
  readonly layers?: readonly object[]
  readonly data?: object
  readonly constraints?: object
}

const SAMPLES = { weights: 40, alpha: 40, selection: 40, test: 40 }

/** A document of a study that runs in a second: 16 neurons, motifs of 4, 40 trials per split, 2 epochs. */
export function tinyDocument(change: StudyChange = {}): Record<string, unknown> {
  const { iterations = 12, samples, strategy, recipe, limits, comparisons = [], layers, data, constraints } = change
  return {
    name: 'tiny',
    seed: 3,
    data: { source: 'delayed-match', inputsPerGroup: 3, gap: 5, samples: { ...SAMPLES, ...samples }, ...data },
    space: {
      neuron: { tauMem: 10, tauSyn: 4 },
      layers: layers ?? [{ neurons: 16, motifSizes: [4], lateral: 'none' }],
    },
    recipe: { epochs: 2, batch: 16, repair: { rule: 'gain', samples: 16 }, ...recipe },
    schedule: { iterations },
    strategy: strategy ?? { name: 'random', together: 4 },
    limits: limits ?? {},
    ...(constraints && { constraints }),
    comparisons,
  }
}

export const tinyStudy = (change?: StudyChange): Study => parseStudy(tinyDocument(change), 'tiny.yaml')

export const HRMAS = {
  name: 'hrmas',
  alpha: { rate: 0.05, warmup: 0.1 },
  curriculum: { setting: 'gap', from: 2 },
  repair: { rule: 'gain', samples: 16 },
}
