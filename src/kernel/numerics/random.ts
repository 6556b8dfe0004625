/**
 * Counter-based random numbers: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011). A draw is a pure function of (key, counter): nothing to save, no order to
 * keep. Only 32-bit integer operations, so every engine gives the same bits.
 */

/** 64 key bits as two unsigned 32-bit words. */
export interface Key {
  readonly k0: number
  readonly k1: number
}

const PARITY = 0x1bd11bda
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24]

let word0 = 0
let word1 = 0

/** One block: leaves its two output words in `word0`, `word1`, so that no pair is allocated per draw. */
function threefry(k0: number, k1: number, c0: number, c1: number): void {
  const k2 = PARITY ^ k0 ^ k1
  let x0 = (c0 + k0) | 0
  let x1 = (c1 + k1) | 0
  for (let round = 0; round < 20; round++) {
    const r = ROTATIONS[round & 7]
    x0 = (x0 + x1) | 0
    x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0
    if ((round & 3) === 3) {
      const s = (round >> 2) + 1
      const m = s % 3
      x0 = (x0 + (m === 0 ? k0 : m === 1 ? k1 : k2)) | 0
      x1 = (x1 + (m === 0 ? k1 : m === 1 ? k2 : k0) + s) | 0
    }
  }
  word0 = x0 >>> 0
  word1 = x1 >>> 0
}

/** The raw block function, for known-answer tests. */
export function threefry2x32(k0: number, k1: number, c0: number, c1: number): [number, number] {
  threefry(k0, k1, c0, c1)
  return [word0, word1]
}

/** FNV-1a over UTF-16 code units: turns a purpose into a word. */
function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/**
 * Key for one purpose: `key(seed, 'mutation', generation, child)`. Numbers must be integers; up to 2^53 is kept.
 */
export function key(seed: number | Key, ...path: readonly (number | string)[]): Key {
  let k0 = typeof seed === 'number' ? seed >>> 0 : seed.k0
  let k1 = typeof seed === 'number' ? Math.floor(seed / 4294967296) >>> 0 : seed.k1
  for (const part of path) {
    const low = typeof part === 'string' ? hashText(part) : part >>> 0
    const high = typeof part === 'string' ? 0x80000000 | part.length : Math.floor(part / 4294967296) >>> 0
    threefry(k0, k1, low, high)
    k0 = word0
    k1 = word1
  }
  return { k0, k1 }
}

/** 32 random bits. */
export function bits(k: Key, counter: number, lane = 0): number {
  threefry(k.k0, k.k1, counter, lane)
  return word0
}

/** Uniform in [0, 1) with 53 bits. */
export function uniform(k: Key, counter: number, lane = 0): number {
  threefry(k.k0, k.k1, counter, lane)
  return ((word0 >>> 5) * 67108864 + (word1 >>> 6)) / 9007199254740992
}

/** Uniform integer in [0, n). The bias of at most n / 2^53 is far below anything measurable here. */
export function integer(k: Key, counter: number, n: number): number {
  return Math.floor(uniform(k, counter) * n)
}

/** A seeded order of 0..n-1 (Fisher-Yates). */
export function permutation(k: Key, n: number): Uint32Array {
  const order = new Uint32Array(n)
  for (let i = 0; i < n; i++) order[i] = i
  for (let i = n - 1; i > 0; i--) {
    const j = integer(k, i, i + 1)
    const held = order[i]
    order[i] = order[j]
    order[j] = held
  }
  return order
}
