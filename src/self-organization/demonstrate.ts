import { key } from '../kernel/numerics/random.js'
import { buildStack } from './build-stack.js'
import { type GrowthStage, growWithWaves } from './growing-waves.js'
import {
  hasFormed,
  measurePools,
  type Pool,
  type PoolMeasures,
  poolCentre,
  poolsOf,
  type TopographicMap,
  topographicMap,
} from './pools.js'
import { type ReadOutLine, readOutOf } from './read-out.js'
import { Recording } from './recording.js'
import { densityOf, type Sheet } from './sheet.js'
import { layerWaves, type Stack } from './stack.js'
import { measureWaves, type WaveMeasures, waveThreshold } from './wave-measures.js'
import { radiusFor, WANTED_NEIGHBOURS } from './wave-settings.js'
import type { WaveStudy } from './wave-study.js'

export interface ShownLayer {
  readonly sheet: Sheet
  readonly recording: Recording
  readonly waves: WaveMeasures
  /** Absent where only the winner of a competition fires. */
  readonly radii: { readonly excitation: number; readonly inhibition: number } | undefined
}

export interface ShownProjection {
  readonly rule: 'winner' | 'stdp'
  readonly pools: readonly Pool[]
  readonly measures: PoolMeasures
  /** [post] of pools that formed. */
  readonly centres: readonly (Float64Array | undefined)[]
  readonly map: TopographicMap
  /** Units of the upper layer nearer than this are neighbours in the map. */
  readonly near: number
}

export interface ShownStack {
  readonly layers: readonly ShownLayer[]
  readonly projections: readonly ShownProjection[]
}

/** Everything a study of waves has to show. */
export interface Demonstration extends ShownStack {
  readonly study: WaveStudy
  readonly growth: readonly GrowthStage[]
  readonly readOut: readonly ReadOutLine[]
}

const BURN_IN = 200

/** Runs a study: growth, self-organization, then a record of its waves, and all measures. */
export function demonstrate(study: WaveStudy, onProgress: (fraction: number) => void = () => {}): Demonstration {
  const seed = key(study.seed, 'waves')
  const { stack: settings } = study
  const growth = settings.growth && settings.growth.waveSteps > 0 ? growWithWaves(settings, seed) : []
  const stack = buildStack(settings, seed)
  for (let s = 0; s < settings.steps; s++) {
    stack.step()
    if (s % 500 === 0) onProgress(s / settings.steps)
  }
  const { layers, projections } = showStack(stack, study.record)
  const shown = {
    study,
    layers,
    projections,
    growth,
    readOut: study.readOut && projections.length > 0 ? readOutOf(study, stack, projections[0].pools) : [],
  }
  stack.dispose()
  onProgress(1)
  return shown
}

/** Waves of a stack in so many steps without learning, and what it has learnt. */
export function showStack(stack: Stack, steps: number): ShownStack {
  const recordings = recordAll(stack, steps)
  return {
    layers: recordings.map((recording, l) => shownLayer(stack, l, recording)),
    projections: stack.driven.map((_, i) => shownProjection(stack, i)),
  }
}

function recordAll(stack: Stack, steps: number): Recording[] {
  const recordings = stack.settings.layers.map(() => new Recording())
  for (let s = 0; s < BURN_IN + steps; s++) {
    stack.step(false)
    if (s < BURN_IN) continue
    for (const [l, recording] of recordings.entries()) recording.add(stack.fired(l))
  }
  return recordings
}

/** Layers above the first fire fewer at a time: 1 % of their units, three at least, make a wave. */
function shownLayer(stack: Stack, l: number, recording: Recording): ShownLayer {
  const sheet = stack.sheet(l)
  const threshold = l === 0 ? waveThreshold(sheet.units) : Math.max(3, 0.01 * sheet.units) - 1
  const driven = l > 0 && stack.driven[l - 1].waves === undefined
  const { excitation, inhibition } = layerWaves(stack.settings, l)
  return {
    sheet,
    recording,
    waves: measureWaves(sheet, recording, threshold),
    radii: driven ? undefined : { excitation: excitation.radius, inhibition: inhibition.radius },
  }
}

function shownProjection(stack: Stack, i: number): ShownProjection {
  const { projection, sheet: upper } = stack.driven[i]
  const lower = stack.sheet(i)
  const { rule } = projection.settings
  const pools = poolsOf(projection, rule === 'winner' ? 'present' : 'half-maximum')
  const centres = pools.map((pool, k) =>
    hasFormed(pool, lower.units, projection.updates[k]) ? poolCentre(lower, pool) : undefined,
  )
  // 4 where 400 units lie on 28 x 28: about twice the distance of neighbours.
  const near = 1.33 * radiusFor(WANTED_NEIGHBOURS.driven, densityOf(upper))
  return {
    rule,
    pools,
    measures: measurePools(lower, pools, projection.updates),
    centres,
    map: topographicMap(lower, upper, centres, near),
    near,
  }
}
