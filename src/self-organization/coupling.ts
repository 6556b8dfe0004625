import { exp } from '../kernel/numerics/elementary.js'
import { type Sheet, unitDistance } from './sheet.js'
import type { WaveSettings } from './wave-settings.js'

/** S(D): a hard disc of excitation, nothing, then inhibition that decays. A unit does not couple to itself. */
export function couplingAt(distance: number, { excitation, inhibition }: WaveSettings): number {
  const excites = distance < excitation.radius ? excitation.strength : 0
  const inhibits = distance > inhibition.radius ? inhibition.strength * exp(-distance / inhibition.decay) : 0
  return excites - inhibits
}

/** Writes S [pre][post] to `columns`, rows of `width` floats: adding row j gives all that unit j does to the others. */
export function writeCoupling(columns: Float32Array, width: number, sheet: Sheet, settings: WaveSettings): void {
  for (let i = 0; i < sheet.units; i++) {
    for (let j = 0; j < i; j++) {
      const s = couplingAt(unitDistance(sheet, i, j), settings)
      columns[i * width + j] = s
      columns[j * width + i] = s
    }
  }
}

/** [unit] how many others excite it. */
export function excitatoryNeighbours(sheet: Sheet, radius: number): Uint32Array {
  const count = new Uint32Array(sheet.units)
  for (let i = 0; i < sheet.units; i++) {
    for (let j = 0; j < i; j++) {
      if (unitDistance(sheet, i, j) >= radius) continue
      count[i]++
      count[j]++
    }
  }
  return count
}
