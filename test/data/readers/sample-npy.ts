/** A .npy file with the given dictionary as its header, padded as NumPy does. */
export function npy(dictionary: string, data: Uint8Array, version: 1 | 2 | 3 = 1): Buffer {
  const fixed = version === 1 ? 10 : 12
  const text = `${dictionary}${' '.repeat(63 - ((fixed + dictionary.length) % 64))}\n`
  const head = Buffer.alloc(fixed)
  head.write('\x93NUMPY', 'latin1')
  head[6] = version
  if (version === 1) head.writeUInt16LE(text.length, 8)
  else head.writeUInt32LE(text.length, 8)
  return Buffer.concat([head, Buffer.from(text), data])
}

export const npyHeader = (type: string, shape: string, fortran = false) =>
  `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape}), }`
