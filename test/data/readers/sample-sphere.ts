export interface SphereParts {
  /** Lines between the length and `end_head`. */
  readonly fields?: readonly string[]
  readonly data?: Uint8Array
  /** What the second line says. */
  readonly length?: string
  readonly end?: string
}

const plainFields = (count: number, order = '01') => [
  'sample_rate -i 12500',
  `sample_count -i ${count}`,
  'channel_count -i 1',
  'sample_n_bytes -i 2',
  `sample_byte_format -s2 ${order}`,
  'sample_sig_bits -i 16',
]

/** A SPHERE file of 1024 bytes of header, right or wrong as a test wants it. */
export function sphere({
  fields = plainFields(0),
  data = Buffer.alloc(0),
  length = '   1024',
  end = 'end_head',
}: SphereParts) {
  const header = Buffer.alloc(1024, ' ')
  header.write(`NIST_1A\n${length}\n${fields.map((field) => `${field}\n`).join('')}${end}\n`, 'latin1')
  return Buffer.concat([header, data])
}

/** Linear samples of 16 bits at 12.5 kHz, as on the discs of TI46. */
export function sphere16(samples: readonly number[], order: '01' | '10' = '01'): Buffer {
  const data = Buffer.alloc(2 * samples.length)
  samples.forEach((sample, i) => {
    if (order === '01') data.writeInt16LE(sample, 2 * i)
    else data.writeInt16BE(sample, 2 * i)
  })
  return sphere({ fields: plainFields(samples.length, order), data })
}
