import { UsageError } from '../usage-error.js'
import { layerWaves } from './stack.js'
import type { StackSettings } from './stack-settings.js'
import { neighboursAt, type UnitSettings, type WaveSettings } from './wave-settings.js'

/**
 * Excitatory neighbours of a unit of the first layer below which no waves were seen, and below which they are weak: measured
 * on 1500 units (docs/guides/waves.md).
 */
export const CRITICAL_NEIGHBOURS: Record<UnitSettings['model'], { readonly none: number; readonly weak: number }> = {
  lif: { none: 4, weak: 8 },
  izhikevich: { none: 17, weak: 20 },
}

/** Grown cells keep some distance: they have about so many of the neighbours that drawn ones of the same density have. */
const GROWN_NEIGHBOURS = 0.72

/** Narrowest ring between excitation and inhibition that stacks were tried with, as a ratio of their radii. */
const TRIED_RATIO = 1.6

/** Throws a UsageError where no wave can form; returns what may keep it from forming, a sentence each. */
export function checkStack(settings: StackSettings, where: string): string[] {
  const warnings: string[] = []
  settings.layers.forEach((layer, l) => {
    if (l > 0 && 'dynamics' in layer && layer.dynamics === 'winner') return
    const at = `${where}.layers.${l}`
    const waves = layerWaves(settings, l)
    checkRadii(waves, at)
    const { excitation, inhibition } = waves
    if (inhibition.radius < TRIED_RATIO * excitation.radius)
      warnings.push(
        `${at}.inhibition.radius: ${short(inhibition.radius)} is less than ${TRIED_RATIO} times the radius of the excitation (${short(excitation.radius)}): waves may not form`,
      )
    if (l === 0) warnings.push(...checkFirst(settings, waves, at))
  })
  return warnings
}

function checkRadii({ excitation, inhibition }: WaveSettings, at: string): void {
  if (inhibition.radius >= excitation.radius) return
  throw new UsageError(
    `${at}.inhibition.radius: must be at least the radius of the excitation (${short(excitation.radius)}), but got ${short(inhibition.radius)}`,
  )
}

function checkFirst(settings: StackSettings, waves: WaveSettings, at: string): string[] {
  const { excitation, noise, unit } = waves
  if (noise === 0) throw new UsageError(`${at}.noise: must be above 0, as no unit fires without noise, but got 0`)
  const [first] = settings.layers
  // A hole leaves the density around it as it was.
  const lost = settings.damage?.kind === 'random' ? settings.damage.share : 0
  const density = ((1 - lost) * first.units) / settings.side ** 2
  const neighbours = (settings.growth ? GROWN_NEIGHBOURS : 1) * neighboursAt(excitation.radius, density)
  const { none, weak } = CRITICAL_NEIGHBOURS[unit.model]
  const found = `${first.units} units on ${settings.side} x ${settings.side}${lost > 0 ? `, ${Math.round(100 * lost)} % of them lost,` : ''} have ${short(neighbours)} excitatory neighbours each within ${short(excitation.radius)}`
  if (neighbours < none)
    throw new UsageError(
      `${at}: below critical density: ${found}; ${unit.model} units need at least ${none}, better ${weak}: raise units or excitation.radius`,
    )
  return neighbours < weak
    ? [`${at}: near critical density: ${found}; below ${weak} waves of ${unit.model} units are weak`]
    : []
}

const short = (x: number): string => String(Number(x.toPrecision(3)))
