import { median } from 'simple-statistics'
import { type Key, key } from '../kernel/numerics/random.js'
import {
  type FeatureMap,
  gaussianFeatures,
  handmadePools,
  learntFeatures,
  permutedFeatures,
  plainFeatures,
  randomPools,
} from './feature-maps.js'
import { pixelMap } from './pixel-map.js'
import type { Pool } from './pools.js'
import type { Sheet } from './sheet.js'

/** Kinds of features that stand beside each other, equal in number; pools equal in size. */
export const MAP_KINDS = ['self-organized', 'hand-crafted', 'random pools', 'permuted pools', 'Gaussian'] as const
export type MapKind = (typeof MAP_KINDS)[number]

/** One map of each kind for pictures of width x height over the sheet. `rows`: weights of each pool [pool][unit]. */
export function comparisonMaps(
  sheet: Sheet,
  pools: readonly Pool[],
  rows: readonly Float64Array[],
  picture: { readonly width: number; readonly height: number },
  k: Key,
): Record<MapKind, FeatureMap> {
  const pixels = pixelMap(sheet, picture.width, picture.height)
  // Of the local ones: a unit that has not learnt yet still listens to the whole sheet.
  const local = pools.filter((pool) => pool.length > 0 && pool.length < sheet.units / 4)
  const size = local.length > 0 ? Math.round(median(local.map((pool) => pool.length))) : Math.ceil(sheet.units / 4)
  const rowOf = (post: number): Float64Array => rows[post]
  return {
    'self-organized': learntFeatures(pools, rowOf, pixels),
    'hand-crafted': plainFeatures(handmadePools(sheet, pools.length, size), pixels),
    'random pools': plainFeatures(randomPools(pools.length, size, sheet.units, key(k, 'random-pools')), pixels),
    'permuted pools': permutedFeatures(pools, rowOf, pixels, key(k, 'permuted')),
    Gaussian: gaussianFeatures(pools.length, picture.width * picture.height, key(k, 'gaussian')),
  }
}
