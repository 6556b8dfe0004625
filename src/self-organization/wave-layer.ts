import { exp } from '../kernel/numerics/elementary.js'
import { normal } from '../kernel/numerics/normal.js'
import { type Key, key, uniform } from '../kernel/numerics/random.js'
import { type FloatArray, WasmMemory } from '../kernel/wasm-memory.js'
import { writeCoupling } from './coupling.js'
import { centroid, pointDistance, pointOf, type Sheet } from './sheet.js'
import type { IzhikevichSettings, LifSettings, WaveSettings } from './wave-settings.js'

/** One model of a unit: advances all units by a step, lists those that fire and returns how many. */
interface Units {
  /** [unit] potential, and threshold (LIF) or recovery (Izhikevich). */
  readonly state: readonly FloatArray[]
  /** [unit] resets (LIF), or c and d (Izhikevich). */
  readonly constants: readonly FloatArray[]
  step(): number
  /** These fired in the step before. */
  remember(fired: Uint32Array): void
}

/** What a layer holds at a moment; [unit]. Two arrays of the unit model, and who fired last. */
export interface WaveState {
  readonly step: number
  readonly variables: readonly Float32Array[]
  readonly fired: Uint32Array
}

interface Arrays {
  readonly memory: WasmMemory
  readonly n: number
  readonly width: number
  readonly columns: FloatArray
  readonly coupling: FloatArray
  readonly external: FloatArray
  readonly list: number
  count: number
}

/** Bytes of the coupling matrix and the rest of a layer of `units`. */
export const waveLayerBytes = (units: number): number => 4 * paddedTo16(units) * (units + 8)

const paddedTo16 = (n: number): number => Math.ceil(n / 16) * 16

/**
 * A sheet of coupled units: the spatial wave module. A step costs the columns of the units that fired, the whole width of
 * each, as inhibition reaches everywhere; so it is exact.
 */
export class WaveLayer {
  readonly sheet: Sheet
  readonly settings: WaveSettings
  readonly #noise: Key
  readonly #arrays: Arrays
  readonly #units: Units
  #step = 0
  #fired: Uint32Array

  constructor(sheet: Sheet, settings: WaveSettings, seed: Key) {
    this.sheet = sheet
    this.settings = settings
    this.#noise = key(seed, 'noise')
    const memory = new WasmMemory()
    const n = sheet.units
    const width = paddedTo16(n)
    this.#arrays = {
      memory,
      n,
      width,
      columns: memory.floats(n * width),
      coupling: memory.floats(width),
      external: memory.floats(width),
      list: memory.words(new Uint32Array(width)),
      count: 0,
    }
    const { unit } = settings
    this.#units =
      unit.model === 'lif' ? lifUnits(this.#arrays, unit, seed) : izhikevichUnits(this.#arrays, unit, sheet, seed)
    memory.refresh()
    writeCoupling(this.#arrays.columns.view, width, sheet, settings)
    this.#fired = this.#listed()
  }

  /** Steps done. */
  get steps(): number {
    return this.#step
  }

  /** Units that fired in the newest step, ascending. A view that the next step overwrites. */
  get fired(): Uint32Array {
    return this.#fired.subarray(0, this.#arrays.count)
  }

  /**
   * One step: noise, the input of one unit (what a competition's winner receives), and currents [unit] from outside.
   */
  step(winner = -1, input = 0, currents?: Float32Array): Uint32Array {
    const { memory, external, width } = this.#arrays
    const { noise } = this.settings
    if (noise > 0) memory.exports.waveNoise(external.at, width, this.#noise.k0, this.#noise.k1, this.#step, this.#scale)
    if (currents) for (let i = 0; i < currents.length; i++) external.view[i] += currents[i]
    if (winner >= 0) external.view[winner] += input
    this.#arrays.count = this.#units.step()
    if (noise === 0) {
      if (currents) external.view.fill(0)
      else if (winner >= 0) external.view[winner] = 0
    }
    this.#step++
    return this.fired
  }

  /** The published noise is per step of 0.1; of another step its square root is kept (our reading). */
  get #scale(): number {
    const { unit, noise } = this.settings
    return unit.model === 'lif' ? noise * Math.sqrt(0.1 / unit.dt) : noise
  }

  state(): WaveState {
    const { n } = this.#arrays
    const variables = this.#units.state.map(({ view }) => view.slice(0, n))
    return { step: this.#step, variables, fired: this.fired.slice() }
  }

  /** What differs from unit to unit and stays: resets (LIF), or c and d (Izhikevich). */
  constants(): readonly Float32Array[] {
    return this.#units.constants.map(({ view }) => view.slice(0, this.#arrays.n))
  }

  /** Takes over the potentials of other units: those of a smaller sheet whose units come first here. */
  inherit({ step, variables, fired }: WaveState): void {
    this.#step = step
    this.#units.state.forEach(({ view }, s) => {
      view.set(variables[s])
    })
    this.#fired.set(fired)
    this.#arrays.count = fired.length
    this.#units.remember(fired)
  }

  dispose(): void {
    this.#arrays.memory.release()
  }

  #listed(): Uint32Array {
    const { memory, list, width } = this.#arrays
    return new Uint32Array(memory.exports.memory.buffer, list, width)
  }
}

function lifUnits(arrays: Arrays, unit: LifSettings, seed: Key): Units {
  const { memory, n, width, columns, coupling, external, list } = arrays
  const [voltage, threshold, fired, reset] = [0, 1, 2, 3].map(() => memory.floats(width))
  const resets = key(seed, 'reset')
  memory.refresh()
  threshold.view.fill(unit.rest)
  for (let i = 0; i < n; i++) reset.view[i] = unit.resetSpread * normal(resets, i) ** 2
  const { exports } = memory
  return {
    state: [voltage, threshold],
    constants: [reset],
    step() {
      exports.sumColumns(coupling.at, columns.at, list, arrays.count, width)
      return exports.stepLif(
        voltage.at,
        threshold.at,
        fired.at,
        coupling.at,
        external.at,
        reset.at,
        n,
        unit.dt / unit.tauV,
        unit.rest,
        unit.dt / unit.tauTheta,
        unit.dt * unit.thresholdRise,
        list,
      )
    },
    remember(units) {
      const bits = new Int32Array(fired.view.buffer, fired.at, width).fill(0)
      for (const unit of units) bits[unit] = -1
    },
  }
}

function izhikevichUnits(arrays: Arrays, unit: IzhikevichSettings, sheet: Sheet, seed: Key): Units {
  const { memory, n, width, columns, coupling, external, list } = arrays
  const [voltage, recovery, c, d] = [0, 1, 2, 3].map(() => memory.floats(width))
  memory.refresh()
  voltage.view.fill(-65)
  recovery.view.fill(-65 * unit.b)
  const variety = key(seed, 'variety')
  const centre = centroid(
    sheet,
    Array.from({ length: n }, (_, i) => i),
  )
  for (let i = 0; i < n; i++) {
    const rho = uniform(variety, i)
    c.view[i] = -65 + 15 * rho * rho
    d.view[i] = unit.excitableCentre
      ? 8 - 6 * exp(-pointDistance(sheet, pointOf(sheet, i), centre) / 10)
      : 8 - 6 * rho * rho
  }
  const { exports } = memory
  return {
    state: [voltage, recovery],
    constants: [c, d],
    step() {
      const count = exports.fireIzhikevich(voltage.at, recovery.at, c.at, d.at, n, unit.peak, list)
      exports.sumColumns(coupling.at, columns.at, list, count, width)
      exports.stepIzhikevich(voltage.at, recovery.at, coupling.at, external.at, n, unit.a, unit.b)
      return count
    },
    // Who fires is in the potentials.
    remember() {},
  }
}
