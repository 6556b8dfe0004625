import { createHash } from 'node:crypto'

/** Everything that was trained, by name: plain arrays, in an order that the topology fixes. */
export type TrainedNumbers = Readonly<Record<string, Float32Array | Float64Array>>

/** How many numbers of which kind, by name. */
export type TrainedShape = Readonly<Record<string, { readonly type: 'float32' | 'float64'; readonly length: number }>>

/** SHA-256 (hex), in the order in which the rule names them. */
export function numbersHash(numbers: TrainedNumbers): string {
  const hash = createHash('sha256')
  for (const array of Object.values(numbers)) {
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  }
  return hash.digest('hex')
}
