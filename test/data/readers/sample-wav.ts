/** Small .wav files, byte by byte, right or wrong as a test wants them. */

export function chunk(id: string, data: readonly number[], { size = data.length, pad = true } = {}): Buffer {
  const header = Buffer.alloc(8)
  header.write(id, 'latin1')
  header.writeUInt32LE(size, 4)
  return Buffer.concat([header, Buffer.from(data), Buffer.alloc(pad ? data.length % 2 : 0)])
}

export function wavFormat({
  tag = 1,
  channels = 1,
  rate = 8000,
  bits = 16,
  blockAlign = 2,
  extension = [] as number[],
} = {}) {
  const data = Buffer.alloc(16)
  data.writeUInt16LE(tag, 0)
  data.writeUInt16LE(channels, 2)
  data.writeUInt32LE(rate, 4)
  data.writeUInt32LE(rate * blockAlign, 8)
  data.writeUInt16LE(blockAlign, 12)
  data.writeUInt16LE(bits, 14)
  return chunk('fmt ', [...data, ...extension])
}

export function riff(...chunks: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks])
  return chunk('RIFF', [...body], { pad: false })
}

/** Mono, 8 kHz, 16 bits. */
export function pcm16(samples: readonly number[]): Buffer {
  return riff(wavFormat(), chunk('data', [...Buffer.from(Int16Array.from(samples).buffer)]))
}

/** A decaying two-tone sound that excites many channels of the ear. */
export function sound(length: number, pitch: number): Buffer {
  const wave = (n: number) => Math.sin(n * 0.05 * pitch) + 0.6 * Math.sin(n * 0.31 * pitch)
  return pcm16(Array.from({ length }, (_, n) => Math.round(9000 * wave(n) * (1 - n / length))))
}
