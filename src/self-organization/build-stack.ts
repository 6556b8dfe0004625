import { type Key, key } from '../kernel/numerics/random.js'
import { damaged } from './damage.js'
import { type Grown, type GrowthPlan, grow } from './growth.js'
import type { Sheet } from './sheet.js'
import { layerSheet, layerWaves, Stack } from './stack.js'
import type { StackSettings } from './stack-settings.js'

/** The sheets that are not drawn but grown, damaged, or both. */
function preparedSheets(settings: StackSettings, seed: Key): (Sheet | undefined)[] {
  const grown = settings.growth && growSheets(settings, seed)
  const sheets: (Sheet | undefined)[] = grown ? [grown.sheet, grown.above] : []
  if (settings.damage)
    sheets[0] = damaged(sheets[0] ?? layerSheet(settings, 0, seed), settings.damage, key(seed, 'damage'))
  return sheets
}

export function growthPlan(settings: StackSettings): GrowthPlan {
  const [first, second] = settings.layers
  return {
    geometry: first.geometry,
    side: settings.side,
    units: first.units,
    radius: layerWaves(settings, 0).excitation.radius,
    aboveShare: (second?.units ?? 0) / first.units,
  }
}

export function growSheets(settings: StackSettings, seed: Key): Grown {
  if (!settings.growth) throw new RangeError('settings without growth have nothing to grow')
  return grow(growthPlan(settings), settings.growth, key(seed, 'growth'))
}

/** A stack before its first step: layers drawn, grown or damaged as the settings say. A function of the seed. */
export function buildStack(settings: StackSettings, seed: Key): Stack {
  return new Stack(settings, seed, preparedSheets(settings, seed))
}
