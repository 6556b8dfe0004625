/** An IDX file of bytes; `header` replaces fields that a test wants wrong. */
export function idx(shape: readonly number[], values: readonly number[], { type = 8, magic = 0 } = {}): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length)
  header.writeUInt16BE(magic, 0)
  header[2] = type
  header[3] = shape.length
  shape.forEach((size, d) => {
    header.writeUInt32BE(size, 4 + 4 * d)
  })
  return Buffer.concat([header, Buffer.from(values)])
}
