/**
 * Channels, steps, spikes and CPU time of the speech encoders on all spoken digits, one thread; decoding is not counted.
 * After `npm run build`: `node dist/bench/encoders.js`.
 */
import { encoderSchema, encoderShape, makeEncoder } from '../src/data/encoders/encoder.js'
import { findSet } from '../src/data/sets/find-set.js'
import { fsdd } from '../src/data/sets/fsdd.js'
import type { Signal } from '../src/data/signal.js'
import { key } from '../src/kernel/numerics/random.js'

const SETTINGS = [{ kind: 'lyon-bsa' }, { kind: 'log-mel' }, { kind: 'log-mel', fire: 'onset' }]

const signals: Signal[] = []
const stop = (bad: Error) => {
  throw bad
}
for await (const { path, content } of fsdd.samples(findSet(fsdd), stop))
  signals.push(content instanceof Uint8Array ? fsdd.decode(path, content) : content)

for (const choice of SETTINGS) {
  const settings = encoderSchema.parse(choice)
  const encode = makeEncoder(settings)
  const before = process.cpuUsage()
  const encoded = signals.map((signal, i) => encode(signal, key(0, i)))
  const { user, system } = process.cpuUsage(before)
  const perFile = (of: (sample: (typeof encoded)[number]) => number) =>
    (encoded.reduce((sum, sample) => sum + of(sample), 0) / encoded.length).toFixed(1)
  console.log(
    `${JSON.stringify(choice)}: ${signals.length} files, ${encoderShape(settings, fsdd.shape).channels} channels, ` +
      `${perFile(({ steps }) => steps)} steps, ${perFile(({ step }) => step.length)} spikes, ` +
      `${perFile(({ truncated }) => truncated)} cut; ${((user + system) / 1e6).toFixed(1)} s of CPU time`,
  )
}
