import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { encodeFiles } from '../../src/data/encode-pool.js'
import { SPEECH_DEFAULTS, SPEECH_ENCODER_VERSION } from '../../src/data/encoders/speech-spikes.js'
import { compiledFile } from '../../src/package-root.js'
import { sound } from './readers/sample-wav.js'

const files = Array.from({ length: 60 }, (_, i) => ({ name: `${i}.wav`, bytes: sound(800 + 10 * i, 1 + i / 40) }))
files[33].bytes = files[33].bytes.subarray(0, 500)
const task = { version: SPEECH_ENCODER_VERSION, settings: SPEECH_DEFAULTS, files }
const built = existsSync(compiledFile('src/data/encode-worker.js'))

describe('encodeFiles', () => {
  it('keeps the order of the files, reports progress, and returns a bad file as a value', async () => {
    const progress: number[] = []
    const encoded = await encodeFiles(task, { threads: 1, onProgress: (done) => progress.push(done) })
    expect(progress).toEqual([25, 50, 60])
    expect(encoded.flatMap((result, i) => (result.state === 'bad' ? [i] : []))).toEqual([33])
    const steps = encoded.map((result) => (result.state === 'encoded' ? result.steps : 0))
    expect(steps[0]).toBe(60)
    expect(steps[59]).toBe(100)
  })

  it.skipIf(!built)(`gives the same on two threads as on one${built ? '' : ' (skipped: not built)'}`, async () => {
    const one = await encodeFiles(task, { threads: 1 })
    const two = await encodeFiles(task, { threads: 2 })
    expect(two).toEqual(one)
  })

  it('refuses to mix encoder versions', async () => {
    await expect(encodeFiles({ ...task, version: 0 }, { threads: 1 })).rejects.toThrow('run npm run build')
  })
})
