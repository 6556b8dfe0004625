/**
 * Events read in a second, on one thread, out of files that are in memory: N-MNIST's and DVS128 Gesture's, and AEDAT 3.1
 * written from the latter. `npm run measure:readers [-- --data DIR --rounds 30]`; prints a table for
 * docs/results/readers.md.
 */
import { parseArgs } from 'node:util'
import { readAedat31 } from '../../src/data/readers/aedat.js'
import { dvsGesture } from '../../src/data/sets/dvs-gesture.js'
import type { FileSet } from '../../src/data/sets/file-set.js'
import { findSet } from '../../src/data/sets/find-set.js'
import { nMnist } from '../../src/data/sets/n-mnist.js'
import type { EventStream, Signal } from '../../src/data/signal.js'

const { values } = parseArgs({ options: { data: { type: 'string' }, rounds: { type: 'string', default: '30' } } })
const rounds = Number(values.rounds)

async function contents(set: FileSet): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  const samples = set.samples(findSet(set, values.data), (bad) => {
    throw bad
  })
  for await (const { path, content } of samples) if (content instanceof Uint8Array) files.set(path, content)
  return files
}

/** One packet of all events. */
function asAedat({ time, x, y, polarity }: EventStream): Uint8Array {
  const header = Buffer.from('#!AER-DAT3.1\r\n#Format: RAW\r\n#!END-HEADER\r\n')
  const packet = Buffer.alloc(28 + 8 * time.length)
  packet.writeInt16LE(1, 0)
  packet.writeInt32LE(8, 4)
  packet.writeInt32LE(4, 8)
  for (const field of [16, 20, 24]) packet.writeInt32LE(time.length, field)
  for (let e = 0; e < time.length; e++) {
    packet.writeUInt32LE(x[e] * 2 ** 17 + y[e] * 4 + polarity[e] * 2 + 1, 28 + 8 * e)
    packet.writeInt32LE(time[e], 32 + 8 * e)
  }
  return Buffer.concat([header, packet])
}

const eventsOf = (signal: Signal) => (signal.kind === 'events' ? signal.time.length : 0)

/** Millions of events a second: of all files in each round, the first rounds left out. */
function rates(files: ReadonlyMap<string, Uint8Array>, read: (path: string, bytes: Uint8Array) => Signal) {
  const found: number[] = []
  let events = 0
  for (let round = -5; round < rounds; round++) {
    events = 0
    const start = performance.now()
    for (const [path, bytes] of files) events += eventsOf(read(path, bytes))
    if (round >= 0) found.push(events / (performance.now() - start) / 1000)
  }
  found.sort((a, b) => a - b)
  return { files: files.size, events, median: found[found.length >> 1], slowest: found[0] }
}

const digits = await contents(nMnist)
const clips = await contents(dvsGesture)
const sensor = { width: 128, height: 128 }
const recordings = new Map<string, Uint8Array>()
for (const [path, bytes] of clips) {
  const events = dvsGesture.decode(path, bytes)
  if (events.kind === 'events') recordings.set(path, asAedat(events))
}
const rows = [
  ['N-MNIST .bin', rates(digits, nMnist.decode)],
  ['DVS128 Gesture .bs2', rates(clips, dvsGesture.decode)],
  ['DVS128 Gesture as AEDAT 3.1', rates(recordings, (path, bytes) => readAedat31(path, bytes, sensor))],
] as const

const lines = rows.map(
  ([name, { files, events, median, slowest }]) =>
    `| ${name} | ${files} | ${events} | ${median.toFixed(0)} | ${slowest.toFixed(0)} |`,
)
process.stdout.write(
  [
    '| format | files | events | million events/s, median | slowest round |',
    '|---|---:|---:|---:|---:|',
    ...lines,
    '',
  ].join('\n'),
)
