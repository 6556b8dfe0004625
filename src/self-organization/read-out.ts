import { key } from '../kernel/numerics/random.js'
import { comparisonMaps, MAP_KINDS, type MapKind } from './comparison-maps.js'
import { type FeatureMap, rawFeatures } from './feature-maps.js'
import { type PairedGap, pairedGap } from './paired-gap.js'
import type { Pool } from './pools.js'
import { accuracyOf, noisy, type Pictures, probe } from './probe.js'
import { renderedPictures } from './rendered-pictures.js'
import type { Stack } from './stack.js'
import type { WaveStudy } from './wave-study.js'

/** Features that are read: maps of one size, and every pixel by itself. */
export type ReadOutKind = MapKind | 'raw pixels'

export interface ReadOutLine {
  readonly kind: ReadOutKind
  readonly features: number
  readonly clean: number
  readonly noisy: number
  /** Self-organized minus this one, on the same pictures. */
  readonly cleanGap: PairedGap
  readonly noisyGap: PairedGap
}

interface Sets {
  readonly train: Pictures
  readonly test: Pictures
}

const PICTURE = { width: 28, height: 28 }

/** What a linear classifier reads from the first projection of a stack that has learnt, and from the features it is held against. */
export function readOutOf(study: WaveStudy, stack: Stack, pools: readonly Pool[]): ReadOutLine[] {
  const { train, test, noise } = study.readOut ?? { train: 0, test: 0, noise: 0 }
  const { projection } = stack.driven[0]
  const rows = pools.map((_, k) => projection.row(k))
  const maps = comparisonMaps(stack.sheet(0), pools, rows, PICTURE, key(study.seed, 'read-out'))
  const clean = { train: renderedPictures(train, study.seed), test: renderedPictures(test, study.seed + 1_000_000) }
  const noisySets = { train: noisy(clean.train, noise, 1), test: noisy(clean.test, noise, 2) }
  const judged = (kind: ReadOutKind, map: FeatureMap) => {
    const right = (sets: Sets): Uint8Array => probe(map, sets.train, sets.test)
    return { kind, features: map.length, clean: right(clean), noisy: right(noisySets) }
  }
  const lines = [
    ...MAP_KINDS.map((kind) => judged(kind, maps[kind])),
    judged('raw pixels', rawFeatures(PICTURE.width * PICTURE.height)),
  ]
  const [own] = lines
  return lines.map(({ kind, features, clean: right, noisy: rightInNoise }) => ({
    ...{ kind, features, clean: accuracyOf(right), noisy: accuracyOf(rightInNoise) },
    cleanGap: pairedGap(own.clean, right),
    noisyGap: pairedGap(own.noisy, rightInNoise),
  }))
}
