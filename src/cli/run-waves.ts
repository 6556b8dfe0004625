import { existsSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { travellingEvent } from '../report/waves/wave-figures.js'
import { wavePage } from '../report/waves/wave-page.js'
import { checkStack } from '../self-organization/check-stack.js'
import {
  type Demonstration,
  demonstrate,
  type ShownLayer,
  type ShownProjection,
} from '../self-organization/demonstrate.js'
import { type PairedGap, signedPoints, uncertainty } from '../self-organization/paired-gap.js'
import type { WaveStudy } from '../self-organization/wave-study.js'
import { UsageError } from '../usage-error.js'
import type { Format } from './option.js'
import { note, print } from './output.js'
import { printResult, type Result } from './result.js'
import { type Cell, textTable } from './text-table.js'
import { readWaveStudy } from './wave-study.js'
import { waveText } from './wave-text.js'

export interface WavesArguments {
  readonly study: string | undefined
  readonly seed: number | undefined
  readonly steps: number | undefined
  readonly out: string | undefined
  readonly format: Format | undefined
  readonly quiet: boolean
}

const DEFAULT = 'pooling-layer'

export function runWaves({ study: name = DEFAULT, seed, steps, out, format, quiet }: WavesArguments): void {
  const read = readWaveStudy(name)
  const study: WaveStudy = {
    ...read,
    seed: seed ?? read.seed,
    stack: { ...read.stack, steps: steps ?? read.stack.steps },
  }
  const file = out ?? `waves-${study.name}.html`
  if (!existsSync(dirname(resolve(file)))) throw new UsageError(`--out: there is no folder ${dirname(file)}`)
  for (const warning of checkStack(study.stack, `${study.name}.stack`)) note(`warning: ${warning}`)
  const shown = demonstrate(study, quiet ? undefined : progress())
  const event = travellingEvent(shown.layers[0])
  if (event && (format === undefined || format === 'table')) print(`${waveText(shown.layers[0], event)}\n`)
  printResult(format, wavesResult(shown))
  writeFileSync(file, wavePage(shown))
  if (event === undefined) note('no wave formed: raise units, excitation.radius or noise')
  if (!quiet) note(`${file}: waves in motion, pools and maps; open it with any browser`)
}

/** Tenths of the way, one line on a terminal. */
function progress(): (fraction: number) => void {
  let shown = -1
  return (fraction) => {
    const tenth = Math.floor(10 * fraction)
    if (tenth === shown || process.stderr.isTTY !== true) return
    shown = tenth
    process.stderr.write(`\rself-organization ${10 * tenth} %${tenth === 10 ? '\n' : ''}`)
  }
}

/** Waves of the layer, then the pools by which it listens to the one below: formed, in one piece, covering it, and their map. */
const TITLES = ['layer', 'units', 'waves', 'size', 'radius', 'speed', 'reach', 'pools', 'whole', 'cover', 'map']

function wavesResult(shown: Demonstration): Result {
  const rows = shown.layers.map((layer, l) => layerRow(layer, l, l > 0 ? shown.projections[l - 1] : undefined))
  return {
    table: () => `${textTable(TITLES, rows)}${readOutText(shown)}`,
    csv: () => ({
      titles: TITLES,
      rows: shown.layers.map((layer, l) => layerNumbers(layer, l, l > 0 ? shown.projections[l - 1] : undefined)),
    }),
    json: () => wavesDocument(shown),
  }
}

const share = (x: number): string => `${(100 * x).toFixed(0)} %`

function layerRow({ sheet, waves, radii }: ShownLayer, l: number, below: ShownProjection | undefined): string[] {
  const { waveSteps, size, radius, speed, coverage } = waves
  const own = radii ? [share(waveSteps), size.toFixed(0), radius.toFixed(2), speed.toFixed(2), share(coverage)] : []
  const pools = below
    ? [
        ...[share(below.measures.formed), share(below.measures.contiguity), share(below.measures.coverage)],
        below.map.ratio.toFixed(2),
      ]
    : []
  const filled = (cells: readonly string[], n: number): string[] => Array.from({ length: n }, (_, i) => cells[i] ?? '-')
  return [String(l + 1), String(sheet.units), ...filled(own, 5), ...filled(pools, 4)]
}

function layerNumbers({ sheet, waves, radii }: ShownLayer, l: number, below: ShownProjection | undefined): Cell[] {
  const { waveSteps, size, radius, speed, coverage } = waves
  const own = radii ? [waveSteps, size, radius, speed, coverage] : [null, null, null, null, null]
  const { formed, contiguity, coverage: covered } = below?.measures ?? {}
  return [l + 1, sheet.units, ...own, formed ?? null, contiguity ?? null, covered ?? null, below?.map.ratio ?? null]
}

function readOutText({ readOut, study }: Demonstration): string {
  if (readOut.length === 0) return ''
  const behind = (gap: PairedGap): string => `${signedPoints(gap)} ± ${(100 * uncertainty(gap)).toFixed(1)}`
  const lines = readOut.map(({ kind, features, clean, noisy, cleanGap, noisyGap }, i) => [
    ...[kind, String(features)],
    ...[`${(100 * clean).toFixed(1)} %`, i === 0 ? '-' : behind(cleanGap)],
    ...[`${(100 * noisy).toFixed(1)} %`, i === 0 ? '-' : behind(noisyGap)],
  ])
  const titles = ['classifier on', 'features', 'clean', 'pools ahead by', `noise ${study.readOut?.noise}`, 'ahead by']
  return `\n\n${textTable(titles, lines)}`
}

function wavesDocument({ study, layers, projections, readOut, growth }: Demonstration): object {
  return {
    schema: 'motif-search/waves/1',
    study: study.name,
    seed: study.seed,
    steps: study.stack.steps,
    layers: layers.map(({ sheet, waves: { events, ...waves } }) => ({
      units: sheet.units,
      ...waves,
      events: events.length,
    })),
    projections: projections.map(({ rule, measures, map }) => ({ rule, ...measures, map })),
    growth,
    readOut,
  }
}
