import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { dvsGesture } from '../../../src/data/sets/dvs-gesture.js'
import type { EventStream } from '../../../src/data/signal.js'
import { aedat, polarityPacket } from '../readers/sample-aedat.js'
import { tarGz } from '../readers/sample-tar.js'
import { hasShared, sharedData } from '../shared-data.js'
import { outlines, readSet, signalOf } from './read-set.js'

const root = mkdtempSync(join(tmpdir(), 'motif-dvs-gesture-'))
afterAll(() => rmSync(root, { recursive: true }))

const LABELS = 'class,startTime_usec,endTime_usec\n'
/** An event every 100 microseconds from 0 to 900, on column 0 to 9. */
const RECORDING = aedat(
  polarityPacket(Array.from({ length: 10 }, (_, i) => ({ x: i, y: 1, on: i % 2 === 0, stamp: 100 * i }))),
)
const RELEASE: Record<string, Uint8Array> = {
  'gesture_mapping.csv': Buffer.from('Action,Label\nhand_clapping,1\n'),
  'trials_to_test.txt': Buffer.from('user24_led.aedat\n'),
  'trials_to_train.txt': Buffer.from('user01_lab.aedat\r\nuser02_natural.aedat\r\n\r\n'),
  'user01_lab.aedat': RECORDING,
  'user01_lab_labels.csv': Buffer.from(`${LABELS}1,100,300\n11,500,900\n`),
  'user02_natural.aedat': RECORDING,
  'user02_natural_labels.csv': Buffer.from(`${LABELS}8,0,950\n`),
  'user24_led.aedat': RECORDING,
  'user24_led_labels.csv': Buffer.from(`${LABELS}10,900,901\n`),
}
const OUTLINES = [
  ['user01_lab/00', 0, 'train', 'user01'],
  ['user01_lab/01', 10, 'train', 'user01'],
  ['user02_natural/00', 7, 'train', 'user02'],
  ['user24_led/00', 9, 'test', 'user24'],
]

function folderOf(name: string, files: Readonly<Record<string, Uint8Array>>): string {
  mkdirSync(join(root, name, 'DvsGesture'), { recursive: true })
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(root, name, 'DvsGesture', file), bytes)
  return join(root, name)
}

async function archiveOf(name: string, archive: string, files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  mkdirSync(join(root, name), { recursive: true })
  const inside = Object.fromEntries(Object.entries(files).map(([file, bytes]) => [`DvsGesture/${file}`, bytes]))
  writeFileSync(join(root, name, archive), await tarGz(inside))
  return join(root, name)
}

describe('DVS128 Gesture, as released', () => {
  it('is cut by its labels, split by its lists and grouped by user', async () => {
    const { samples, bad } = await readSet(dvsGesture, folderOf('release', RELEASE))
    expect([outlines(samples), bad]).toEqual([OUTLINES, []])
    const signals = samples.map((sample) => signalOf(dvsGesture, sample) as EventStream)
    expect(signals.map(({ x }) => [...x])).toEqual([[1, 2], [5, 6, 7, 8], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [9]])
    expect([...signals[1].time]).toEqual([0, 100, 200, 300])
  })

  it('is the same out of its archive, even when the tables lie behind the recordings', async () => {
    const reversed = Object.fromEntries(Object.entries(RELEASE).reverse())
    const { samples, bad } = await readSet(dvsGesture, await archiveOf('archive', 'DvsGesture.tar.gz', reversed))
    expect([outlines(samples).sort(), bad]).toEqual([OUTLINES, []])
  })

  it('reports recordings without list, labels, events or bytes, lists without recordings, and goes on', async () => {
    const { 'user02_natural_labels.csv': _, ...files } = RELEASE
    const folder = folderOf('faulty', {
      ...files,
      'trials_to_test.txt': Buffer.from('user24_led.aedat\nuser25_led.aedat\nuser26_led.aedat\n'),
      'user24_led_labels.csv': Buffer.from(`${LABELS}10,901,950\n9,950,940\n`),
      'user26_led.aedat': RECORDING.subarray(0, -1),
      'user26_led_labels.csv': Buffer.from(`${LABELS}1,0,100\n`),
      'user99_led.aedat': RECORDING,
    })
    const { samples, bad } = await readSet(dvsGesture, folder)
    const place = join(folder, 'DvsGesture')
    expect(outlines(samples)).toEqual(OUTLINES.slice(0, 2))
    expect(bad).toEqual([
      `${place}: user24_led_labels.csv: line 3 (byte 45) must end after it starts, but is '9,950,940'`,
      `${place}: user02_natural.aedat: has no readable user02_natural_labels.csv`,
      `${place}: user24_led.aedat: has no readable user24_led_labels.csv`,
      expect.stringMatching(/user26_led\.aedat: ends inside the packet at byte/),
      `${place}: user99_led.aedat: is in neither trials_to_train.txt nor trials_to_test.txt`,
      `${place}: user25_led.aedat: is in the lists of the set, but is not there`,
    ])
  })

  it('reports a gesture without events, and a recording that is in both lists', async () => {
    const folder = folderOf('silent', {
      ...RELEASE,
      'trials_to_test.txt': Buffer.from('user24_led.aedat\nuser01_lab.aedat\n'),
      'user24_led_labels.csv': Buffer.from(`${LABELS}10,901,950\n`),
    })
    const { bad } = await readSet(dvsGesture, folder)
    expect(bad.join('\n')).toMatch(
      /trials_to_train\.txt: line 1 \(byte 0\) must name a recording that is not in the test list/,
    )
    expect(bad.join('\n')).toMatch(
      /user24_led\.aedat: holds no events from 901 to 950 microseconds \(row 1 of its labels\)/,
    )
  })

  it('tells what it put right', async () => {
    const folder = folderOf('known', {
      'trials_to_train.txt': Buffer.from('user22_led.aedat\n'),
      'user22_led.aedat': aedat(polarityPacket([{ x: 1, y: 1, on: true, stamp: 103_000_000 }])),
      'user22_led_labels.csv': Buffer.from(`${LABELS}9,100000000,110590564\n`),
    })
    const notes: string[] = []
    const paths = dvsGesture.find(folder) ?? []
    const samples = dvsGesture.samples(
      paths,
      (bad) => {
        throw bad
      },
      (note) => notes.push(note),
    )
    for await (const { label } of samples) expect(label).toBe(8)
    expect(notes.join()).toMatch(/user22_led_labels\.csv: line 2 ends at 110590564.*read as 104000000/)
  })

  it('is not found in an empty folder, and an archive of something else is bad', async () => {
    expect(dvsGesture.find(folderOf('empty', {}))).toBeUndefined()
    const other = await archiveOf('other', 'dvs-gesture.tar.gz', { 'a.txt': Buffer.from('x') })
    await expect(readSet(dvsGesture, other)).rejects.toThrow('holds neither trials_to_train.txt and trials_to_test.txt')
  })
})

describe.skipIf(!hasShared('dvs-gesture-10clips.tar.gz'))('ten clips of DVS128 Gesture (skipped without them)', () => {
  it('have the published classes, numbers of events, active inputs, mean pixels and ON fractions', async () => {
    const { samples, bad } = await readSet(dvsGesture, sharedData)
    expect(bad).toEqual([])
    expect(outlines(samples)).toEqual(
      Array.from({ length: 10 }, (_, k) => [`${String(k + 1).padStart(2, '0')}.bs2`, k, 'train', null]),
    )
    const signals = samples.map((sample) => signalOf(dvsGesture, sample) as EventStream)
    const mean = (values: Uint16Array | Uint8Array) => [...values].reduce((a, b) => a + b, 0) / values.length
    expect(signals.map(({ time }) => time.length)).toEqual([
      63471, 84260, 113063, 151879, 181179, 124244, 159617, 101288, 141773, 85936,
    ])
    expect(
      signals.map(
        ({ x, y, polarity }) => new Set(Uint32Array.from(x, (c, i) => (polarity[i] * 128 + y[i]) * 128 + c)).size,
      ),
    ).toEqual([6919, 9144, 12173, 18206, 18357, 17030, 18292, 10143, 10912, 8599])
    const means = [62, 85, 43, 61, 90, 59, 45, 70, 39, 79, 89, 69, 79, 69, 64, 90, 67, 94, 50, 105]
    signals
      .flatMap(({ x, y }) => [mean(x), mean(y)])
      .forEach((pixel, i) => {
        // The published means have no decimals; clip 9's 67 is 66.48.
        expect(Math.abs(pixel - means[i])).toBeLessThan(0.55)
      })
    for (const { polarity, time } of signals) {
      expect(mean(polarity)).toBeGreaterThanOrEqual(0.485)
      expect(mean(polarity)).toBeLessThan(0.555)
      expect(time[0]).toBeGreaterThanOrEqual(2)
      expect(time[time.length - 1]).toBeLessThanOrEqual(1_449_997)
    }
  })
})
