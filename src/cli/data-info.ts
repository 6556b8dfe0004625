import { writeFileSync } from 'node:fs'
import { type DataSpec, describeData, isGenerated, resolveDataset } from '../data/catalogue.js'
import { type EncodedDataset, SPLITS } from '../data/dataset.js'
import { readableSet } from '../data/file-dataset.js'
import { isPattern, patternOrigin } from '../data/pattern-spec.js'
import { sampleAt } from '../learning/shard.js'
import { dataNamed, nameOf, whereFound } from './data-names.js'
import { dataProgress } from './data-progress.js'
import { type DataStatistics, dataStatistics, exampleOfEachClass, type Spread } from './data-statistics.js'
import { brailleRaster, svgRasters } from './raster.js'
import type { Result } from './result.js'
import { keyValues, textTable } from './text-table.js'

export interface InfoArguments {
  readonly name: string
  readonly data: string | undefined
  readonly threads: number | undefined
  /** File for the rasters as SVG. */
  readonly svg: string | undefined
  readonly quiet: boolean
}

const COLUMNS = 66
const ROWS = 4
const NAME_WIDTH = 12

/** A data set with its usual settings, or a study's: what it is, and, where it is here, what its samples are like. */
export async function dataInfo(argv: InfoArguments): Promise<Result> {
  const spec = dataNamed(argv.name)
  const description = describeData(spec)
  const { found, where } = whereFound(spec, argv.data)
  const data = found ? await load(spec, argv) : undefined
  const statistics = data && dataStatistics(data)
  if (data && argv.svg !== undefined) writeFileSync(argv.svg, rastersAsSvg(nameOf(spec), data))
  const { channels, classes, classNames, maxSteps, dt } = description
  return {
    json: () => ({
      schema: 'motif-search/data/2',
      ...{ name: nameOf(spec), ...description, ...origin(spec), found, where },
      ...{ settings: spec, statistics: statistics ?? null },
    }),
    csv: () => ({
      titles: ['class', ...SPLITS],
      rows: (statistics?.classes ?? []).map(({ name, samples }) => [name, ...SPLITS.map((split) => samples[split])]),
    }),
    table: () =>
      [
        keyValues([
          ['name', nameOf(spec)],
          ['channels', String(channels)],
          ['classes', `${classes}: ${classNames.join(', ')}`],
          ['steps', `${maxSteps} at most${dt === null ? '' : `, ${(1000 * dt).toFixed(1)} ms each`}`],
          ...originLines(spec),
          ['where', found ? where : `not found: ${where}`],
          ['settings', JSON.stringify(spec)],
          ...(statistics ? statisticsLines(statistics, dt) : []),
        ]),
        ...(statistics ? ['', classTable(statistics)] : []),
        ...(data ? ['', ...rastersAsText(data)] : []),
      ].join('\n'),
  }
}

async function load(spec: DataSpec, { data: dataDir, threads, quiet }: InfoArguments): Promise<EncodedDataset> {
  const progress = dataProgress(quiet)
  try {
    return await resolveDataset(spec, { seed: 1, replicate: 0, dataDir, threads, onProgress: progress.onData })
  } finally {
    progress.end()
  }
}

function origin(spec: DataSpec): { licence: string | null; attribution: string; homepage: string } | undefined {
  if (isGenerated(spec)) return undefined
  if (isPattern(spec)) return patternOrigin(spec)
  const { licence, attribution, homepage } = readableSet(spec).set
  return { licence, attribution, homepage }
}

function originLines(spec: DataSpec): [string, string][] {
  const known = origin(spec)
  if (!known) return []
  return [
    ['licence', known.licence ?? 'not known'],
    ['attribution', known.attribution || 'not stated'],
    ['from', known.homepage],
  ]
}

function statisticsLines(s: DataStatistics, dt: number | null): [string, string][] {
  return [
    ['samples', SPLITS.map((split) => `${split} ${s.samples[split]}`).join(', ')],
    ['groups', s.groups === 0 ? 'none' : String(s.groups)],
    ['steps per sample', `${shown(s.steps)}${dt === null ? '' : `; ${durations(s.steps, dt)}`}`],
    ['spikes per sample', shown(s.spikes)],
    ['active channels', shown(s.activeChannels)],
    ['rate', dt === null ? `${s.rate.toPrecision(3)} per channel and step` : `${s.rate.toPrecision(3)} Hz per channel`],
    ...(s.truncated === 0
      ? []
      : [['past the last step', `${(100 * s.truncated).toFixed(2)} % of the spikes`] satisfies [string, string]]),
  ]
}

const durations = ({ min, median, max }: Spread, dt: number) =>
  `${(min * dt).toPrecision(3)} to ${(max * dt).toPrecision(3)} s, median ${(median * dt).toPrecision(3)} s`

const shown = ({ min, median, mean, max }: Spread) =>
  `${min} to ${max}, median ${median}, mean ${Number(mean.toPrecision(4))}`

function classTable({ classes }: DataStatistics): string {
  const total = (samples: Readonly<Record<string, number>>) => Object.values(samples).reduce((sum, n) => sum + n, 0)
  const all = classes.reduce((sum, { samples }) => sum + total(samples), 0)
  return textTable(
    [{ title: 'class' }, ...[...SPLITS, 'all', 'share'].map((title) => ({ title, align: 'right' }) as const)],
    classes.map(({ name, samples }) => [
      name,
      ...SPLITS.map((split) => samples[split]),
      total(samples),
      `${((100 * total(samples)) / all).toFixed(1)} %`,
    ]),
  )
}

function examples(data: EncodedDataset) {
  return exampleOfEachClass(data).flatMap((at, c) =>
    at === null ? [] : [{ name: data.classNames[c], sample: sampleAt(data, at) }],
  )
}

const longest = (panels: ReturnType<typeof examples>) => Math.max(1, ...panels.map(({ sample }) => sample.steps))

function rastersAsText(data: EncodedDataset): string[] {
  const panels = examples(data)
  const steps = longest(panels)
  // Two steps a character at most: wider would tear them apart.
  const columns = Math.min(COLUMNS, Math.ceil(steps / 2))
  const frame = { steps, channels: data.channels, columns, rows: ROWS }
  return panels.flatMap(({ name, sample }) =>
    brailleRaster(sample, frame).map((line, row) => {
      const label = row === 0 ? name.slice(0, NAME_WIDTH - 1) : ''
      return `${label.padEnd(NAME_WIDTH)}${line}`
    }),
  )
}

function rastersAsSvg(name: string, data: EncodedDataset): string {
  const panels = examples(data)
  return svgRasters(`${name}: one sample of each class`, panels, {
    ...{ steps: longest(panels), channels: data.channels, dt: data.dt },
  })
}
