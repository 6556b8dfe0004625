import { basename, join } from 'node:path'
import { type FileEntry, filesIn } from '../files/files.js'
import { readAddressEvents } from '../readers/address-events.js'
import { readAedat31 } from '../readers/aedat.js'
import { BadFile } from '../readers/bad-file.js'
import { cutEvents } from '../readers/cut-events.js'
import { type GestureTables, readGestureTables } from './dvs-gesture-tables.js'
import type { FileSet, SetSample } from './file-set.js'
import { archiveIn, isFile } from './lying-in.js'

const FOLDERS = ['DvsGesture', 'DVS128Gesture', 'dvs-gesture', '.']
const ARCHIVE = /^dvs-?(128-?)?gesture(-10clips)?$/i
const SENSOR = { width: 128, height: 128 }

/** Eleven gestures of 29 people under three kinds of light, before an event camera of 128 x 128 pixels. */
export const dvsGesture: FileSet = {
  name: 'dvs-gesture',
  title: 'DVS128 Gesture: hand and arm gestures before an event camera',
  shape: { kind: 'events', ...SENSOR },
  classNames: [
    'hand clapping',
    'right hand wave',
    'left hand wave',
    'right arm clockwise',
    'right arm counter-clockwise',
    'left arm clockwise',
    'left arm counter-clockwise',
    'arm roll',
    'air drums',
    'air guitar',
    'other',
  ],
  licence: 'CC BY 4.0',
  attribution:
    'A. Amir et al., "A Low Power, Fully Event-Based Gesture Recognition System", IEEE Conference on Computer Vision and ' +
    'Pattern Recognition, 2017',
  homepage: 'https://research.ibm.com/interactive/dvsgesture/',
  layout:
    'a folder or archive DvsGesture[.tar.gz] of userNN_{light}.aedat, userNN_{light}_labels.csv, trials_to_train.txt and ' +
    'trials_to_test.txt, or dvs-gesture-10clips.tar.gz of NN.bs2 and labels-inferred.csv',

  find(folder) {
    const isHere = (path: string) => ['trials_to_train.txt', 'labels-inferred.csv'].some((f) => isFile(join(path, f)))
    const inside = FOLDERS.map((name) => join(folder, name)).find(isHere)
    const found = inside ?? archiveIn(folder, ARCHIVE)
    return found === undefined ? undefined : [found]
  },

  /** Reads an archive twice: its tables may lie behind the recordings that they are about. */
  async *samples(paths, onBad, onNote = () => undefined) {
    for (const root of paths) {
      const tables = await readGestureTables(root, dvsGesture.classNames.length, onBad, onNote)
      const missing = new Set([...tables.partOf.keys(), ...tables.clips.keys()])
      for await (const file of filesIn(root)) {
        const name = basename(file.path)
        if (!/\.(aedat|bs2)$/.test(name)) continue
        missing.delete(name)
        for (const found of await samplesOf(tables, root, file))
          if (found instanceof BadFile) onBad(found)
          else yield found
      }
      for (const name of missing) onBad(new BadFile(`${root}: ${name}`, 'is in the lists of the set, but is not there'))
    }
  },

  decode: (path, bytes) =>
    path.endsWith('.aedat') ? readAedat31(path, bytes, SENSOR) : readAddressEvents(path, bytes, SENSOR),
}

async function samplesOf(tables: GestureTables, root: string, file: FileEntry): Promise<(SetSample | BadFile)[]> {
  const name = basename(file.path)
  try {
    if (name.endsWith('.bs2')) return [clipOf(tables, root, name, await file.bytes())]
    return gesturesOf(tables, root, name, await file.bytes())
  } catch (error) {
    if (error instanceof BadFile) return [error]
    throw error
  }
}

/** A clip of unknown user and part: it counts as training data. */
function clipOf({ clips }: GestureTables, root: string, name: string, content: Uint8Array): SetSample {
  const label = clips.get(name)
  if (label === undefined) throw new BadFile(`${root}: ${name}`, 'has no row in labels-inferred.csv')
  return { path: name, label, part: 'train', group: null, content }
}

function gesturesOf(
  { partOf, gestures }: GestureTables,
  root: string,
  name: string,
  bytes: Uint8Array,
): (SetSample | BadFile)[] {
  const recording = basename(name, '.aedat')
  const location = `${root}: ${name}`
  const part = partOf.get(name)
  const rows = gestures.get(recording)
  if (part === undefined) throw new BadFile(location, 'is in neither trials_to_train.txt nor trials_to_test.txt')
  if (rows === undefined) throw new BadFile(location, `has no readable ${recording}_labels.csv`)
  const events = readAedat31(location, bytes, SENSOR)
  const group = recording.split('_')[0]
  return rows.map(({ label, start, end }, r) => {
    const content = cutEvents(events, start, end)
    if (content.time.length > 0)
      return { path: `${recording}/${String(r).padStart(2, '0')}`, label, part, group, content }
    return new BadFile(location, `holds no events from ${start} to ${end} microseconds (row ${r + 1} of its labels)`)
  })
}
