import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UsageError } from '../usage-error.js'
import type { EncodedDataset } from './dataset.js'
import { DatasetBuilder } from './encoded-dataset.js'
import type { FileContext } from './encoded-set.js'
import { fileBytes, filesIn } from './files/files.js'
import { type PatternSpec, patternShape, patternSteps } from './pattern-spec.js'
import { BadFile } from './readers/bad-file.js'
import { type RasSpikes, readRas } from './readers/ras.js'
import { dataFolders } from './sets/find-set.js'

/** What a neuron of the paper needs between two spikes: a target that wants less cannot be met. */
const REFRACTORY_SECONDS = 0.005
/** In the archive, or unpacked. */
const PLACES = ['spike-patterns.tar.gz', 'spike-patterns', 'ssbm'] as const

/**
 * The one pattern of a spec, in the weights, selection and test split alike: whether it was learnt is what is asked, not
 * whether others are understood. Throws UsageError and BadFile.
 */
export async function loadPattern(spec: PatternSpec, context: FileContext = {}): Promise<EncodedDataset> {
  const { inputs, outputs, seconds, targetFirstId } = patternShape(spec)
  const files = spec.source === 'ssbm' ? await ssbmFiles(spec, context) : await ownFiles(spec, context)
  const warn = (message: string) => context.onProgress?.({ stage: 'warning', message })
  const input = checked(files.input, { size: inputs, firstId: 0, seconds, what: 'inputs' })
  const target = checked(files.target, { size: outputs, firstId: targetFirstId, seconds, what: 'outputs' })
  warnOfIntervals(target, files.target.path, warn)
  const steps = patternSteps(spec)
  if (steps > 65_535) {
    throw new UsageError(
      `data.seconds: must be at most 65535 steps, but ${seconds} s are ${steps} of ${spec.stepMicros} us`,
    )
  }
  const dt = spec.stepMicros / 1e6
  const name = spec.source === 'ssbm' ? `ssbm ${spec.pattern}` : 'ras'
  const builder = new DatasetBuilder({ name, channels: inputs, classNames: [], outputs, dt })
  // A decimal time may lie a rounding below the border of its step.
  const stepOf = (time: number) => Math.min(steps - 1, Math.floor(time / dt + 1e-6))
  for (const split of ['weights', 'selection', 'test'] as const) {
    builder.startSample({ steps, label: 0, split })
    input.time.forEach((time, i) => {
      builder.event(stepOf(time), input.channel[i])
    })
    target.time.forEach((time, i) => {
      builder.targetSpike(stepOf(time), target.channel[i])
    })
  }
  return builder.finish()
}

interface RawFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Archive, folder or the two files in which a pattern should lie; throws UsageError where there are none. */
export function patternPlaces(spec: PatternSpec, dataDir?: string): readonly string[] {
  if (spec.source === 'ras') {
    return [spec.input, spec.target].map((name) => {
      const path = resolve(dataDir ?? '.', name)
      if (!existsSync(path)) throw new UsageError(`spike file ${path} does not exist: name its folder with --data DIR`)
      return path
    })
  }
  const folders = dataDir === undefined ? dataFolders() : [resolve(dataDir)]
  const places = folders.flatMap((folder) => [
    ...PLACES.map((name) => join(folder, name)),
    ...(existsSync(join(folder, spec.pattern, 'input.ras')) ? [folder] : []),
  ])
  const found = places.filter((place) => existsSync(place))
  if (found.length > 0) return found
  throw new UsageError(notFound(spec.pattern, folders))
}

const notFound = (pattern: string, folders: readonly string[]) =>
  `pattern ${pattern} not found: looked for ${pattern}/input.ras and target.ras in ${PLACES.join(', ')} below ` +
  `${folders.join(', ')}. Get them from https://github.com/fzenke/ssbm and name the folder with --data DIR or $MOTIF_DATA`

async function ssbmFiles(
  spec: Extract<PatternSpec, { source: 'ssbm' }>,
  { dataDir }: FileContext,
): Promise<{ input: RawFile; target: RawFile }> {
  const { pattern } = spec
  const places = patternPlaces(spec, dataDir)
  for (const place of places) {
    const found = new Map<string, RawFile>()
    for await (const file of filesIn(place)) {
      const [part] = ['input', 'target'].filter((name) => `/${file.path}`.endsWith(`/${pattern}/${name}.ras`))
      if (part !== undefined) found.set(part, { path: file.path, bytes: await file.bytes() })
    }
    const [input, target] = [found.get('input'), found.get('target')]
    if (input && target) return { input, target }
  }
  throw new UsageError(notFound(pattern, places))
}

async function ownFiles(
  spec: Extract<PatternSpec, { source: 'ras' }>,
  { dataDir }: FileContext,
): Promise<{ input: RawFile; target: RawFile }> {
  const [input, target] = patternPlaces(spec, dataDir)
  return {
    input: { path: spec.input, bytes: await fileBytes(input) },
    target: { path: spec.target, bytes: await fileBytes(target) },
  }
}

interface Rules {
  readonly size: number
  readonly firstId: 0 | 1
  readonly seconds: number
  readonly what: 'inputs' | 'outputs'
}

/** Nothing is guessed and nothing left out: a file that does not fit is refused with what would make it fit. */
function checked({ path, bytes }: RawFile, { size, firstId, seconds, what }: Rules): RasSpikes {
  const spikes = readRas(path, bytes, { firstId })
  const highest = spikes.channel.reduce((most, channel) => Math.max(most, channel), 0) + firstId
  if (highest >= size + firstId) {
    const counts = `${size} ${what}, ids ${firstId} to ${size - 1 + firstId}`
    const hint =
      what === 'outputs' && firstId === 0 && highest === size
        ? `; ids that count from 1, as those made from an image do, need data.targetFirstId: 1`
        : `; data.${what} says how many there are`
    throw new BadFile(path, `has neuron ${highest}, but there are ${counts}${hint}`)
  }
  const last = spikes.time[spikes.time.length - 1]
  if (last > seconds) throw new BadFile(path, `has a spike at ${last} s, beyond the ${seconds} s of data.seconds`)
  return spikes
}

function warnOfIntervals({ time, channel }: RasSpikes, path: string, warn: (message: string) => void): void {
  const before = new Map<number, number>()
  let intervals = 0
  let short = 0
  time.forEach((t, i) => {
    const last = before.get(channel[i])
    before.set(channel[i], t)
    if (last === undefined) return
    intervals++
    if (t - last < REFRACTORY_SECONDS) short++
  })
  if (short === 0) return
  const share = ((100 * short) / intervals).toFixed(1)
  warn(
    `${path}: ${share} % of its intervals are shorter than the refractory period of 5 ms, so no network can reach cost 0`,
  )
}
