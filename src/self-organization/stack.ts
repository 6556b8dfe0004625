import { type Key, key } from '../kernel/numerics/random.js'
import { Projection, type Winner } from './projection.js'
import { completeProjection } from './projection-settings.js'
import { densityOf, type Sheet, sampleSheet } from './sheet.js'
import type { DrivenSettings, StackSettings } from './stack-settings.js'
import { WaveLayer } from './wave-layer.js'
import { waveThreshold } from './wave-measures.js'
import { completeWaves, type WaveSettings } from './wave-settings.js'

/** A layer above the first: its place, what drives it, and its own waves where it has any. */
interface Driven {
  readonly sheet: Sheet
  readonly projection: Projection
  readonly waves: WaveLayer | undefined
}

/** Radii, strengths and noise of a layer, with what was left out filled in. */
export function layerWaves(settings: StackSettings, layer: number): WaveSettings {
  const given = settings.layers[layer]
  const noise = 'noise' in given ? given.noise : 0
  return completeWaves(
    { ...given, noise },
    densityOf({ ...given, side: settings.side }),
    layer === 0 ? 'first' : 'driven',
  )
}

/** Where the units of a layer are, by the seed. */
export function layerSheet(settings: StackSettings, layer: number, seed: Key): Sheet {
  const { geometry, units } = settings.layers[layer]
  return sampleSheet(geometry, settings.side, units, key(seed, 'sheet', layer))
}

/**
 * Layers that are stepped from the first upwards: a layer's input comes from the new spikes of the one below it, and the
 * weights between them learn from the new spikes of both.
 */
export class Stack {
  readonly settings: StackSettings
  readonly first: WaveLayer
  readonly driven: readonly Driven[]
  readonly #fired: Uint32Array[]
  #steps = 0

  /** `sheets`: of layers that are not drawn: grown or damaged ones. */
  constructor(settings: StackSettings, seed: Key, sheets: readonly (Sheet | undefined)[] = []) {
    this.settings = settings
    const sheetOf = (l: number): Sheet => sheets[l] ?? layerSheet(settings, l, seed)
    this.first = new WaveLayer(sheetOf(0), layerWaves(settings, 0), key(seed, 'layer', 0))
    let below = this.first.sheet.units
    this.driven = settings.layers.slice(1).map((given, i) => {
      const layer = given as DrivenSettings
      const sheet = sheetOf(i + 1)
      const own = completeProjection(layer.projection, waveThreshold(below))
      const projection = new Projection(below, sheet.units, own, key(seed, 'projection', i))
      below = sheet.units
      const waves =
        layer.dynamics === 'waves'
          ? new WaveLayer(sheet, layerWaves(settings, i + 1), key(seed, 'layer', i + 1))
          : undefined
      return { sheet, projection, waves }
    })
    this.#fired = [this.first.fired, ...this.driven.map(() => new Uint32Array(0))]
  }

  get steps(): number {
    return this.#steps
  }

  sheet(layer: number): Sheet {
    return layer === 0 ? this.first.sheet : this.driven[layer - 1].sheet
  }

  /** Units of a layer that fired in the newest step; a view that the next step overwrites. */
  fired(layer: number): Uint32Array {
    return this.#fired[layer]
  }

  /** One step of all layers; `currents` [unit] drive the first besides its noise. Weights stay where `learns` is false. */
  step(learns = true, currents?: Float32Array): void {
    this.#fired[0] = this.first.step(-1, 0, currents)
    this.driven.forEach((layer, i) => {
      const below = this.#fired[i]
      const winner = layer.projection.compete(below)
      this.#fired[i + 1] = fire(layer, winner)
      if (learns && this.#learnsNow(i)) layer.projection.learn(below, winner, this.#fired[i + 1])
    })
    this.#steps++
  }

  run(steps: number): void {
    for (let s = 0; s < steps; s++) this.step()
  }

  dispose(): void {
    this.first.dispose()
    for (const { projection, waves } of this.driven) {
      projection.dispose()
      waves?.dispose()
    }
  }

  #learnsNow(projection: number): boolean {
    if (this.settings.order === 'together') return true
    return Math.floor((this.#steps * this.driven.length) / this.settings.steps) === projection
  }
}

function fire({ waves }: Driven, winner: Winner | undefined): Uint32Array {
  if (waves) return waves.step(winner?.unit ?? -1, winner?.input ?? 0)
  return winner ? Uint32Array.of(winner.unit) : new Uint32Array(0)
}
