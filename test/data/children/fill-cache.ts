import { createHash } from 'node:crypto'
import { cached } from '../../../src/data/cache.js'

/** Fills and reads the cache in the folder given, over and over; prints the hash of every payload it got. */
const [folder] = process.argv.slice(2)
for (let round = 0; round < 20; round++) {
  const produce = async () => {
    const buffer = new SharedArrayBuffer(1_000_000)
    new Uint8Array(buffer).fill(round % 4)
    return buffer
  }
  const onWarning = (message: string) => process.stdout.write(`${message}\n`)
  const payload = await cached('kind', { round: round % 4 }, produce, { folder, onWarning })
  process.stdout.write(`${createHash('sha256').update(new Uint8Array(payload)).digest('hex')}\n`)
}
