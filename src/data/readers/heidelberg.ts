import type { SpikeTrains } from '../signal.js'
import { BadFile } from './bad-file.js'
import type { Hdf5File, Hdf5Reader } from './hdf5.js'
import { spikeTrains } from './spike-lists.js'

/** Inner hair cells of the artificial cochlea. */
export const HEIDELBERG_CHANNELS = 700

/** Samples read at a time; the spikes of one take about 0.2 MB. */
const BATCH = 64

export interface HeidelbergSample {
  /** Position in the file. */
  readonly index: number
  readonly label: number
  /** The file's own name of the label, where it names them. */
  readonly key: string | undefined
  readonly speaker: string | null
  readonly signal: SpikeTrains
}

/**
 * The samples of a file of SHD or SSC, in its order: HDF5 with lists of spike times (`spikes/times`, seconds, floats of
 * 16, 32 or 64 bits), of channels (`spikes/units`), `labels`, and where they are `extra/speaker` and `extra/keys`.
 * A sample that is wrong comes as BadFile; a file that cannot be read further ends with one.
 */
export async function* heidelbergSamples(reader: Hdf5Reader, path: string): AsyncGenerator<HeidelbergSample | BadFile> {
  try {
    const file = await reader.open(path)
    const { samples, keys, hasSpeakers } = await contents(path, file)
    for (let start = 0; start < samples; start += BATCH) {
      const range = { start, count: Math.min(BATCH, samples - start) }
      const times = await file.lists('spikes/times', range)
      const units = await file.lists('spikes/units', range)
      const labels = await file.numbers('labels', range)
      const speakers = hasSpeakers ? await file.values('extra/speaker', range) : undefined
      for (const [i, label] of labels.entries()) {
        const signal = signalOrBad(path, start + i, times[i], units[i])
        const speaker = speakers === undefined ? null : String(speakers[i])
        yield signal instanceof BadFile ? signal : { index: start + i, label, key: keys?.[label], speaker, signal }
      }
    }
  } catch (error) {
    if (!(error instanceof BadFile)) throw error
    yield error
  }
}

async function contents(path: string, file: Hdf5File) {
  const extra = (await file.names('/')).includes('extra') ? await file.names('extra') : []
  const hasSpeakers = extra.includes('speaker')
  const samples = await file.length('spikes/times')
  for (const column of ['spikes/units', 'labels', ...(hasSpeakers ? ['extra/speaker'] : [])]) {
    const length = await file.length(column)
    if (length !== samples) throw new BadFile(path, `has ${length} of '${column}' for ${samples} of 'spikes/times'`)
  }
  return { samples, hasSpeakers, keys: extra.includes('keys') ? await file.strings('extra/keys') : undefined }
}

function signalOrBad(path: string, index: number, times: Float64Array, units: Float64Array): SpikeTrains | BadFile {
  try {
    return spikeTrains(path, `sample ${index}`, times, units, HEIDELBERG_CHANNELS)
  } catch (error) {
    if (error instanceof BadFile) return error
    throw error
  }
}
