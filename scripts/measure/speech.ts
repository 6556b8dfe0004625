/**
 * What the Lyon ear and BSA take for one spoken digit, on one thread: `npm run measure:speech [-- --files 300]`.
 * In processor time, which other programs hardly disturb. Needs FSDD ($MOTIF_DATA).
 */
import { createHash } from 'node:crypto'
import { parseArgs } from 'node:util'
import { BSA_DEFAULTS, bsaEncode } from '../../src/data/encoders/bsa.js'
import { designLyonEar } from '../../src/data/encoders/lyon-design.js'
import { lyonEar } from '../../src/data/encoders/lyon-ear.js'
import { designResampler } from '../../src/data/encoders/resample.js'
import { SPEECH_DEFAULTS } from '../../src/data/encoders/speech-spikes.js'
import { filesIn } from '../../src/data/files/files.js'
import { readWav } from '../../src/data/readers/wav.js'
import { fsdd } from '../../src/data/sets/fsdd.js'

const { values } = parseArgs({ options: { files: { type: 'string', default: '300' } } })
const [archive] = fsdd.find(process.env.MOTIF_DATA ?? '../shared/data') ?? []
if (archive === undefined) throw new Error('spoken digits (FSDD) not found: name their folder in MOTIF_DATA')
const all: { readonly name: string; readonly bytes: Uint8Array }[] = []
for await (const file of filesIn(archive)) {
  if (file.path.endsWith('.wav')) all.push({ name: file.path, bytes: await file.bytes() })
}
const wanted = Math.min(Number(values.files), all.length)
// Of every digit and speaker alike.
const files = Array.from({ length: wanted }, (_, i) => all[Math.floor((i * all.length) / wanted)])

const { sampleRate, decimation } = SPEECH_DEFAULTS
const design = designLyonEar(sampleRate)
const ear = lyonEar(design, decimation)
const resample = designResampler(8000, sampleRate)
const stages = ['read and resample', 'Lyon ear', 'BSA', 'in all'] as const
const times = stages.map((): number[] => [])
const hash = createHash('sha256')
let seconds = 0

for (const { name, bytes } of files) {
  const at = [processorMs()]
  const samples = resample(Float64Array.from(readWav(name, bytes).samples))
  at.push(processorMs())
  const frames = ear(samples)
  at.push(processorMs())
  const spikes = bsaEncode(frames, design.channels, BSA_DEFAULTS)
  at.push(processorMs())
  for (let s = 0; s < 3; s++) times[s].push(at[s + 1] - at[s])
  times[3].push(at[3] - at[0])
  seconds += samples.length / sampleRate
  hash.update(spikes.eventStep).update(spikes.eventChannel)
}

function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const print = (line: string) => process.stdout.write(`${line}\n`)

print(`| ${wanted} files of ${(seconds / wanted).toFixed(2)} s on average | median ms | mean ms | longest ms |`)
print('|---|---:|---:|---:|')
times.forEach((ms, s) => {
  const sorted = [...ms].sort((a, b) => a - b)
  const mean = ms.reduce((a, b) => a + b, 0) / wanted
  const cells = [stages[s], sorted[Math.floor(wanted / 2)], mean, sorted[wanted - 1]]
  print(`| ${cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell)).join(' | ')} |`)
})
print('')
print(`SHA-256 of the spikes: ${hash.digest('hex').slice(0, 12)}`)
