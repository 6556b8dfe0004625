import { integer, type Key, key } from '../../src/kernel/numerics/random.js'

/** Values that lengths, counts and types go wrong at. */
const EXTREMES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]
/** Most of what a format says is near the start of a file. */
const HEADER = 256
const MOST_EDITS = 4

type Edit = (bytes: Buffer, at: number, draw: (n: number) => number) => Buffer

const EDITS: readonly Edit[] = [
  (bytes, at, draw) => {
    bytes[at] ^= 1 << draw(8)
    return bytes
  },
  (bytes, at, draw) => {
    bytes[at] = draw(256)
    return bytes
  },
  (bytes, at, draw) => {
    const value = EXTREMES[draw(EXTREMES.length)]
    const width = [1, 2, 4][draw(3)]
    if (at + width > bytes.length) return bytes
    if (draw(2) === 0) bytes.writeUIntLE(value % 256 ** width, at, width)
    else bytes.writeUIntBE(value % 256 ** width, at, width)
    return bytes
  },
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, draw) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + draw(64))]),
  (bytes, at, draw) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + draw(64)), bytes.subarray(at)]),
  (bytes, at, draw) => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(draw(64), draw(256)), bytes.subarray(at)]),
  (bytes, at, draw) => {
    bytes.fill(0, at, Math.min(at + draw(512), bytes.length))
    return bytes
  },
]

/** A damaged copy of `seed`: a few edits, as `purpose` draws them. Half of them hit the header. */
export function mutate(seed: Uint8Array, purpose: Key): Uint8Array {
  let bytes: Buffer = Buffer.from(seed)
  let counter = 0
  const draw = (n: number) => integer(purpose, counter++, n)
  const edits = 1 + draw(MOST_EDITS)
  for (let i = 0; i < edits && bytes.length > 0; i++) {
    const reach = draw(2) === 0 ? Math.min(HEADER, bytes.length) : bytes.length
    bytes = EDITS[draw(EDITS.length)](bytes, draw(reach), draw)
  }
  return bytes
}

export const fuzzKey = (target: string, number: number) => key(1, 'fuzz', target, number)
