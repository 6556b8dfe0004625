import { type Key, key } from '../kernel/numerics/random.js'
import { growSheets } from './build-stack.js'
import { excitatoryNeighbours } from './coupling.js'
import { Recording } from './recording.js'
import { subSheet } from './sheet.js'
import { layerWaves } from './stack.js'
import type { StackSettings } from './stack-settings.js'
import { WaveLayer, type WaveState } from './wave-layer.js'
import { waveThreshold } from './wave-measures.js'

/** A sheet at a moment of its growth. */
export interface GrowthStage {
  readonly cells: number
  /** Mean excitatory neighbours of a cell. */
  readonly neighbours: number
  /** Share of the steps run at this stage that belong to a wave of the grown sheet. */
  readonly waveSteps: number
}

/**
 * Runs waves while the sheet grows: after every batch of cells some steps, in which old cells keep their potentials and
 * new ones start at rest. Shows at which density waves set in.
 */
export function growWithWaves(settings: StackSettings, seed: Key): GrowthStage[] {
  const { sheet } = growSheets(settings, seed)
  const { batch = 50, waveSteps = 0 } = settings.growth ?? {}
  const waves = layerWaves(settings, 0)
  const stages: GrowthStage[] = []
  let state: WaveState | undefined
  for (let cells = Math.min(batch, sheet.units); ; cells = Math.min(cells + batch, sheet.units)) {
    const part = subSheet(
      sheet,
      Uint32Array.from({ length: cells }, (_, i) => i),
    )
    const layer = new WaveLayer(part, waves, key(seed, 'layer', 0))
    if (state) layer.inherit(state)
    const recording = new Recording()
    for (let s = 0; s < waveSteps; s++) recording.add(layer.step())
    state = layer.state()
    layer.dispose()
    const counts = excitatoryNeighbours(part, waves.excitation.radius)
    let inWaves = 0
    for (let s = 0; s < waveSteps; s++) if (recording.sizeAt(s) > waveThreshold(sheet.units)) inWaves++
    stages.push({
      cells,
      neighbours: counts.reduce((sum, n) => sum + n, 0) / cells,
      waveSteps: inWaves / Math.max(1, waveSteps),
    })
    if (cells === sheet.units) return stages
  }
}
