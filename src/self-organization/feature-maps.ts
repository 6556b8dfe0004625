import { normal } from '../kernel/numerics/normal.js'
import { type Key, key, permutation } from '../kernel/numerics/random.js'
import { boxOf } from './geometry.js'
import type { Pool } from './pools.js'
import { pointDistance, type Sheet } from './sheet.js'

/** One linear feature of a picture: a weighted sum of some of its pixels. */
export interface Feature {
  readonly pixels: Uint32Array
  readonly weights: Float64Array
}

/** A fixed linear map from pictures to features. */
export type FeatureMap = readonly Feature[]

export function featuresOf(
  map: FeatureMap,
  picture: ArrayLike<number>,
  into = new Float64Array(map.length),
): Float64Array {
  for (let k = 0; k < map.length; k++) {
    const { pixels, weights } = map[k]
    let sum = 0
    for (let n = 0; n < pixels.length; n++) sum += weights[n] * picture[pixels[n]]
    into[k] = sum
  }
  return into
}

/** The mean over a pool of the pixels its units see, weighted and normalised to a sum of 1. */
export function poolFeature(pool: Pool, pixelOf: Uint32Array, weight: (n: number) => number = () => 1): Feature {
  const perPixel = new Map<number, number>()
  let total = 0
  for (let n = 0; n < pool.length; n++) {
    const w = weight(n)
    total += w
    perPixel.set(pixelOf[pool[n]], (perPixel.get(pixelOf[pool[n]]) ?? 0) + w)
  }
  const pixels = Uint32Array.from(perPixel.keys()).sort()
  return { pixels, weights: Float64Array.from(pixels, (p) => (perPixel.get(p) ?? 0) / total) }
}

/** Features of learnt pools: rows of W within their pools. */
export function learntFeatures(
  pools: readonly Pool[],
  rows: (post: number) => Float64Array,
  pixelOf: Uint32Array,
): FeatureMap {
  return pools.map((pool, k) => {
    const row = rows(k)
    return poolFeature(pool, pixelOf, (n) => row[pool[n]])
  })
}

/** Each pool with its weights on other units: as many, as strong, nowhere near each other. */
export function permutedFeatures(
  pools: readonly Pool[],
  rows: (post: number) => Float64Array,
  pixelOf: Uint32Array,
  k: Key,
): FeatureMap {
  return pools.map((pool, index) => {
    const row = rows(index)
    const order = permutation(key(k, index), pixelOf.length)
    return poolFeature(
      pool.map((unit) => order[unit]),
      pixelOf,
      (n) => row[pool[n]],
    )
  })
}

/** Pools of `size` units drawn at random. */
export function randomPools(count: number, size: number, units: number, k: Key): Pool[] {
  return Array.from({ length: count }, (_, i) => permutation(key(k, i), units).subarray(0, size).slice().sort())
}

/** Discs by hand: the `size` units nearest to each point of a regular grid over the sheet's box. */
export function handmadePools(sheet: Sheet, count: number, size: number): Pool[] {
  const { width, height } = boxOf(sheet.geometry, sheet.side)
  const rows = Math.max(1, Math.round(Math.sqrt((count * height) / width)))
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor((i * rows) / count)
    const [first, end] = [Math.ceil((row * count) / rows), Math.ceil(((row + 1) * count) / rows)]
    const centre = [((i - first + 0.5) / (end - first)) * width, ((row + 0.5) / rows) * height, 0]
    const distance = Float64Array.from({ length: sheet.units }, (_, unit) =>
      pointDistance(sheet, centre, sheet.points.subarray(3 * unit, 3 * unit + 3)),
    )
    const nearest = Uint32Array.from(distance.keys()).sort((a, b) => distance[a] - distance[b] || a - b)
    return nearest.subarray(0, size).slice().sort()
  })
}

export const plainFeatures = (pools: readonly Pool[], pixelOf: Uint32Array): FeatureMap =>
  pools.map((pool) => poolFeature(pool, pixelOf))

/** Independent normal weights on all pixels. */
export function gaussianFeatures(count: number, pixels: number, k: Key): FeatureMap {
  const all = Uint32Array.from({ length: pixels }, (_, p) => p)
  return Array.from({ length: count }, (_, i) => ({
    pixels: all,
    weights: Float64Array.from(all, (p) => normal(key(k, i), p)),
  }))
}

/** Every pixel by itself. */
export const rawFeatures = (pixels: number): FeatureMap =>
  Array.from({ length: pixels }, (_, p) => ({ pixels: Uint32Array.of(p), weights: Float64Array.of(1) }))
