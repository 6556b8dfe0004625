/**
 * The Mersenne Twister MT19937 (Matsumoto, Nishimura, ACM TOMACS 8, 1998) with the seeding and the two draws of NumPy's
 * legacy `RandomState` that published data sets were made with. Data of our own is drawn by counter instead.
 */
export class LegacyNumpyRandom {
  private readonly state = new Uint32Array(WORDS)
  private next = WORDS

  /** As `RandomState(seed)`: an integer from 0 to 2^32 - 1. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
      throw new RangeError(`seed must be an integer from 0 to 2^32 - 1, but got ${seed}`)
    this.state[0] = seed
    for (let i = 1; i < WORDS; i++) {
      const before = this.state[i - 1]
      this.state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i
    }
  }

  /** 32 random bits. */
  bits(): number {
    if (this.next === WORDS) this.twist()
    let y = this.state[this.next++]
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }

  /** `rand()`: uniform in [0, 1) with 53 bits. */
  uniform(): number {
    const high = this.bits() >>> 5
    const low = this.bits() >>> 6
    return (high * 67108864 + low) / 9007199254740992
  }

  /** `randint(n)`, n up to 2^32: masked bits, drawn again while they are too large. */
  integer(n: number): number {
    if (n === 1) return 0
    const mask = 0xffffffff >>> Math.clz32(n - 1)
    for (;;) {
      const value = (this.bits() & mask) >>> 0
      if (value < n) return value
    }
  }

  private twist(): void {
    const { state } = this
    for (let i = 0; i < WORDS; i++) {
      const y = (state[i] & 0x80000000) | (state[(i + 1) % WORDS] & 0x7fffffff)
      state[i] = state[(i + MIDDLE) % WORDS] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0)
    }
    this.next = 0
  }
}

const WORDS = 624
const MIDDLE = 397
