import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { readIdx } from '../../../src/data/readers/idx.js'
import type { SpikeSamples } from '../../../src/learning/first-spike/spike-samples.js'

export const CLASS_NAMES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']
const SIDE = 28
/** Pixels are means of POOL x POOL. */
const POOL = 2
const REDUCED = SIDE / POOL
export const PIXELS = REDUCED ** 2

/** MNIST with latencies as the authors': t = 0.15 + (1 - p / 256) 1.85; background spikes at t = 2. */
export function digitImages(folder: string, part: 'train' | 't10k'): SpikeSamples {
  const read = (name: string) => {
    const path = join(folder, `${part}-${name}-ubyte.gz`)
    return readIdx(path, gunzipSync(readFileSync(path))).values
  }
  const images = read('images-idx3')
  const labels = read('labels-idx1')
  return {
    channels: PIXELS,
    classes: CLASS_NAMES.length,
    label: (sample) => labels[sample],
    read(sample, into) {
      for (let y = 0; y < REDUCED; y++) {
        for (let x = 0; x < REDUCED; x++) {
          let p = 0
          for (let a = 0; a < POOL; a++) {
            for (let b = 0; b < POOL; b++) {
              p += images[sample * SIDE * SIDE + (y * POOL + a) * SIDE + x * POOL + b]
            }
          }
          into[y * REDUCED + x] = 0.15 + (1 - p / (POOL * POOL) / 256) * 1.85
        }
      }
    },
  }
}

/** As the authors: of 60 000 training images the last 10 000 are for validation. */
export const TRAINING_IMAGES = 50_000
export const VALIDATION_IMAGES = 10_000

export const range = (from: number, count: number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, i) => from + i)
