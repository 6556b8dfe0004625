import { basename } from 'node:path'
import { filesIn } from '../files/files.js'
import { BadFile } from '../readers/bad-file.js'
import { type GestureLabel, readGestureLabels } from '../readers/gesture-labels.js'
import { badLine, textLines, wholeNumber } from '../readers/text-lines.js'
import type { Part } from './file-set.js'
import { reportBad } from './report-bad.js'

/** What the small files of DVS128 Gesture say about the large ones. */
export interface GestureTables {
  /** By recording's file name. */
  readonly partOf: ReadonlyMap<string, Part>
  /** By recording's name without ending: its gestures in order of time. */
  readonly gestures: ReadonlyMap<string, readonly GestureLabel[]>
  /** By clip's file name: its class, from 0. */
  readonly clips: ReadonlyMap<string, number>
}

const LISTS: Readonly<Record<string, Part>> = { 'trials_to_train.txt': 'train', 'trials_to_test.txt': 'test' }
const CLIP_LABELS = 'labels-inferred.csv'
const CLIP_HEADER = 'file,class_inferred'

export async function readGestureTables(
  root: string,
  classes: number,
  onBad: (bad: BadFile) => void,
  onNote: (note: string) => void,
): Promise<GestureTables> {
  const partOf = new Map<string, Part>()
  const gestures = new Map<string, readonly GestureLabel[]>()
  const clips = new Map<string, number>()
  for await (const file of filesIn(root)) {
    const name = basename(file.path)
    const location = `${root}: ${file.path}`
    const list = LISTS[name]
    const recording = /^(.*)_labels\.csv$/.exec(name)
    try {
      if (list) readList(location, await file.bytes(), list, partOf)
      else if (recording) gestures.set(recording[1], readGestureLabels(location, await file.bytes(), classes, onNote))
      else if (name === CLIP_LABELS) readClipLabels(location, await file.bytes(), classes, clips)
    } catch (error) {
      reportBad(error, onBad)
    }
  }
  if (partOf.size + clips.size === 0)
    throw new BadFile(root, `holds neither ${Object.keys(LISTS).join(' and ')} nor ${CLIP_LABELS}`)
  return { partOf, gestures, clips }
}

function readList(path: string, bytes: Uint8Array, part: Part, partOf: Map<string, Part>): void {
  for (const line of textLines(bytes)) {
    const name = line.text.trim()
    if (name === '') continue
    if (!name.endsWith('.aedat')) throw badLine(path, line, 'must name an .aedat file')
    if (partOf.has(name))
      throw badLine(path, line, `must name a recording that is not in the ${partOf.get(name)} list yet`)
    partOf.set(name, part)
  }
}

function readClipLabels(path: string, bytes: Uint8Array, classes: number, clips: Map<string, number>): void {
  for (const line of textLines(bytes)) {
    if (line.number === 1 && line.text.startsWith(CLIP_HEADER)) continue
    const [name, number] = line.text.split(',')
    const label = wholeNumber(number ?? '')
    if (label === undefined || label < 1 || label > classes)
      throw badLine(path, line, `must be '${CLIP_HEADER},...' with a class of 1 to ${classes}`)
    clips.set(name, label - 1)
  }
}
