import { deflateSync } from 'node:zlib'
import { readAddressEvents } from '../../src/data/readers/address-events.js'
import { readAedat31 } from '../../src/data/readers/aedat.js'
import { readBs1 } from '../../src/data/readers/bs1.js'
import { readCsvRecords } from '../../src/data/readers/csv-records.js'
import { readCsvTable } from '../../src/data/readers/csv-table.js'
import { readGestureLabels } from '../../src/data/readers/gesture-labels.js'
import { idxImage, readIdx } from '../../src/data/readers/idx.js'
import { npyTable, readNpy } from '../../src/data/readers/npy.js'
import { readNpz } from '../../src/data/readers/npz.js'
import { readPng } from '../../src/data/readers/png.js'
import { readRas } from '../../src/data/readers/ras.js'
import { tableEvents, tableSeries, tableSpikes } from '../../src/data/readers/table-signals.js'
import { sampleZip } from '../../test/data/files/sample-zip.js'
import { aedat, packet, polarityPacket } from '../../test/data/readers/sample-aedat.js'
import { idx } from '../../test/data/readers/sample-idx.js'
import { npy, npyHeader } from '../../test/data/readers/sample-npy.js'
import { png, pngChunk, pngFile } from '../../test/data/readers/sample-png.js'

import type { FuzzTarget } from './fuzz-target.js'
import { signalTarget } from './signal-target.js'

const text = (value: string) => Buffer.from(value)
const steps = (count: number) => Array.from({ length: count }, (_, i) => i)
const EVENTS = Buffer.from(steps(40).flatMap((i) => [i % 34, (i * 7) % 34, (i % 2) << 7, i, 3]))
const AEDAT = aedat(
  polarityPacket(steps(6).map((i) => ({ x: i, y: 2 * i, on: i % 2 === 0, stamp: 10 * i, valid: i !== 3 }))),
  packet(Buffer.alloc(72), { type: 3, size: 36, number: 2 }),
  polarityPacket([{ x: 1, y: 1, on: true, stamp: 5 }], { overflows: 1 }),
)
const COLUMN = npy(npyHeader('>f4', '3, 2', true), Buffer.alloc(24))
const TABLE = 't,x,y,p\n0,1,2,1\n1,3,4,0\n2,5,6,-1\n'

/** The readers of events, spikes, arrays, tables and images. */
export const SIGNAL_TARGETS: readonly FuzzTarget[] = [
  signalTarget({
    name: 'address events',
    files: [EVENTS],
    real: { archive: 'n-mnist-1100.tar.gz', path: /Test\/1\/0000[0-9]\.bin$/ },
    read: (path, bytes) => [readAddressEvents(path, bytes, { width: 34, height: 34 })],
  }),
  signalTarget({
    name: 'address events of 128 x 128',
    files: [EVENTS],
    real: { archive: 'dvs-gesture-10clips.tar.gz', path: /01\.bs2$/ },
    read: (path, bytes) => [readAddressEvents(path, bytes, { width: 128, height: 128 })],
  }),
  signalTarget({
    name: 'AEDAT 3.1',
    files: [AEDAT],
    read: (path, bytes) => [readAedat31(path, bytes, { width: 128, height: 128 })],
  }),
  signalTarget({
    name: 'gesture labels',
    files: [text('class,startTime_usec,endTime_usec\n1,100,200\n11,200,300\n')],
    read: (path, bytes) => {
      readGestureLabels(path, bytes, 11, () => undefined)
      return []
    },
  }),
  signalTarget({
    name: 'bs1',
    files: [EVENTS],
    read: (path, bytes) => [readBs1(path, bytes), readBs1(path, bytes, { polarities: 'apart' })],
  }),
  signalTarget({
    name: 'ras',
    files: [text('# spikes\n0.001 3\n0.0005 0\n1e-2 12\n')],
    real: { archive: 'spike-patterns.tar.gz', path: /(poisson|seqgen)\/.*\.ras$/ },
    read: (path, bytes) => [readRas(path, bytes)],
  }),
  signalTarget({
    name: 'IDX',
    files: [idx([2, 3, 3], steps(18)), idx([3], [1, 2, 3])],
    read: (path, bytes) => {
      const array = readIdx(path, bytes)
      return array.shape.length === 3 && array.values.length > 0 ? [idxImage(array, array.shape[0] - 1)] : []
    },
  }),
  signalTarget({
    name: 'npy',
    files: [COLUMN, npy(npyHeader('<f8', '2, 2'), Buffer.alloc(32)), npy(npyHeader('<i8', '2,'), Buffer.alloc(16), 2)],
    real: { archive: 'spike-patterns.tar.gz', path: /test_labels\.npy$/ },
    read: (path, bytes) => [tableSeries(path, npyTable(path, readNpy(path, bytes)), { unit: 's', rate: null })],
  }),
  signalTarget({
    name: 'npz',
    files: [sampleZip({ 'a.npy': COLUMN, 'b.npy': COLUMN }, { packed: true }), sampleZip({ 'a.npy': COLUMN })],
    async read(path, bytes) {
      await readNpz(path, bytes)
      return []
    },
  }),
  signalTarget({
    name: 'CSV of events',
    files: [text(TABLE), text(TABLE.slice(8).replaceAll(',', '\t'))],
    read: (path, bytes) => [tableEvents(path, readCsvTable(path, bytes), { unit: 'ms' })],
  }),
  signalTarget({
    name: 'CSV of spikes',
    files: [text('t;channel\n0.1;3\n0.2;1\n')],
    read: (path, bytes) => [tableSpikes(path, readCsvTable(path, bytes), { unit: 's' })],
  }),
  signalTarget({
    name: 'CSV of a series',
    files: [text('time,a,b\n0,1,2\n0.1,3,4\n0.2,5,6\n'), text('1 2\n3 4\n')],
    read: (path, bytes) => [tableSeries(path, readCsvTable(path, bytes), { unit: 's', rate: 10 })],
  }),
  signalTarget({
    name: 'CSV records',
    files: [text('path,label\n"a,b",1\nc,"2\n3"\n')],
    read: (path, bytes) => {
      readCsvRecords(path, bytes, { required: ['path', 'label'], optional: [] })
      return []
    },
  }),
  signalTarget({
    name: 'PNG',
    files: [
      png({ width: 5, height: 3, bits: 2, colourType: 0, interlace: 1 }, steps(15), [0, 1, 2, 3, 4]),
      png({ width: 3, height: 2, bits: 8, colourType: 2 }, steps(18), [4, 3]),
    ],
    read: (path, bytes) => [readPng(path, bytes)],
  }),
  signalTarget({
    // Checksums and compression are made after the damage, so that it reaches the code behind them.
    name: 'PNG with right checksums',
    files: [
      Buffer.from([0, 0, 0, 4, 0, 0, 0, 2, 8, 0, 0, 0, 0, ...steps(6), 4, 9, 9, 9, 9, 3, 9, 9, 9, 9]),
      Buffer.from([0, 0, 0, 4, 0, 0, 0, 2, 1, 3, 0, 0, 0, ...steps(6), 0, 0x50, 1, 0x30]),
    ],
    read: (path, bytes) => [
      readPng(
        path,
        pngFile(
          pngChunk('IHDR', bytes.subarray(0, 13)),
          pngChunk('PLTE', bytes.subarray(13, 19)),
          pngChunk('IDAT', deflateSync(bytes.subarray(19))),
        ),
      ),
    ],
  }),
]
