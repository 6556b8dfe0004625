import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { encodeSamples } from '../../src/data/encode-pool.js'
import type { EncodeSettings } from '../../src/data/encode-settings.js'
import encodeTask, { type Encoded, type EncodeInput } from '../../src/data/encode-worker.js'
import { encoderSchema } from '../../src/data/encoders/encoder.js'
import { compiledFile } from '../../src/package-root.js'
import { sound } from './readers/sample-wav.js'

const files = Array.from({ length: 60 }, (_, i) => ({ path: `${i}.wav`, content: sound(800 + 10 * i, 1 + i / 40) }))
files[33].content = files[33].content.subarray(0, 500)
const settings: EncodeSettings = {
  decoder: { source: 'fsdd' },
  shape: { kind: 'audio' },
  encoder: encoderSchema.parse({ kind: 'lyon-bsa', binBy: 1 }),
}
const built = existsSync(compiledFile('src/data/encode-worker.js'))

async function* stream(inputs: readonly EncodeInput[]) {
  yield* inputs
}

async function encodeAll(threads: number, onProgress?: (done: number) => void): Promise<Encoded[]> {
  const all: Encoded[] = []
  for await (const { sample, encoded } of encodeSamples(stream(files), settings, { threads, onProgress })) {
    expect(sample.path).toBe(`${all.length}.wav`)
    all.push(encoded)
  }
  return all
}

describe('encodeSamples', () => {
  it('keeps the order of the files, reports progress, and returns a bad file as a value', async () => {
    const progress: number[] = []
    const encoded = await encodeAll(1, (done) => progress.push(done))
    expect(progress).toEqual([25, 50, 60])
    expect(encoded.flatMap((result, i) => (result.state === 'bad' ? [i] : []))).toEqual([33])
    const steps = encoded.map((result) => (result.state === 'encoded' ? result.spikes.steps : 0))
    expect(steps[0]).toBe(60)
    expect(steps[59]).toBe(100)
  })

  it.skipIf(!built)(`gives the same on two threads as on one${built ? '' : ' (skipped: not built)'}`, async () => {
    expect(await encodeAll(2)).toEqual(await encodeAll(1))
  })

  it('tells equal contents by their digest, whatever their names', async () => {
    const [one, other] = encodeTask({ version: 2, ...settings, files: [files[0], { ...files[0], path: 'copy.wav' }] })
    expect(one).toEqual(other)
    const [third] = encodeTask({ version: 2, ...settings, files: [files[1]] })
    if (one.state === 'bad' || third.state === 'bad') throw new Error('not encoded')
    expect(third.digest).not.toBe(one.digest)
  })

  it('refuses a signal of another shape than the set has', () => {
    const pixels = { kind: 'image', width: 2, height: 3, depth: 1, pixels: new Float32Array(6) } as const
    const shape = { kind: 'image', width: 3, height: 3, depth: 1 } as const
    const encoder = encoderSchema.parse({ kind: 'latency' })
    const [result] = encodeTask({ version: 2, ...settings, shape, encoder, files: [{ path: 'a', content: pixels }] })
    expect(result).toEqual({
      state: 'bad',
      reason: 'has depth 1, height 3, kind image, width 2, but the data set has depth 1, height 3, kind image, width 3',
    })
  })

  it('refuses to mix encoder versions', () => {
    expect(() => encodeTask({ version: 0, ...settings, files: [] })).toThrow('run npm run build')
  })
})
