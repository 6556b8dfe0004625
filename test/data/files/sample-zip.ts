import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipOptions {
  readonly packed?: boolean
  /** The size that the archive announces, where it is not the real one. */
  readonly announced?: number
  readonly flags?: number
  readonly method?: number
  readonly attributes?: number
}

/** A .zip of the given files, byte by byte (APPNOTE.TXT): local headers with data, then the central directory and its end. */
export function sampleZip(files: Readonly<Record<string, Uint8Array>>, options: ZipOptions = {}): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [name, bytes] of Object.entries(files)) {
    const { packed = false, announced = bytes.length, flags = 0, method = packed ? 8 : 0, attributes = 0 } = options
    const data = packed ? deflateRawSync(bytes) : Buffer.from(bytes)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(method, 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(announced, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    locals.push(Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]))
    const more = Buffer.alloc(14)
    more.writeUInt32LE(attributes, 6)
    more.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, more, Buffer.from(name)]))
    offset += 30 + Buffer.byteLength(name) + data.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(central.length, 4)
  end.writeUInt16LE(central.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end])
}
