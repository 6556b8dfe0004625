/**
 * Plain records with typed arrays as bytes: a JSON header that refers to the arrays, then the arrays themselves,
 * 8-byte aligned. Exact for every number (JSON keeps the shortest form that reads back the same, but for -0, which is
 * written as `NEGATIVE_ZERO`). Keys must not be `$array` or `$negativeZero`.
 */
const MAGIC = 0x4d4f5401

const NEGATIVE_ZERO = { $negativeZero: true } as const

const ARRAYS = { Float32Array, Float64Array, Uint32Array, Uint16Array, Uint8Array, Int32Array } as const
type ArrayName = keyof typeof ARRAYS
type CodedArray = InstanceType<(typeof ARRAYS)[ArrayName]>

interface ArrayReference {
  readonly $array: ArrayName
  readonly offset: number
  readonly length: number
}

const align8 = (n: number): number => (n + 7) & ~7

function nameOf(value: unknown): ArrayName | undefined {
  return (Object.keys(ARRAYS) as ArrayName[]).find((name) => value instanceof ARRAYS[name])
}

export function encodeState(state: object): Uint8Array {
  const arrays: CodedArray[] = []
  let offset = 0
  const text = JSON.stringify(state, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`a state cannot hold ${value}`)
    if (Object.is(value, -0)) return NEGATIVE_ZERO
    const name = nameOf(value)
    if (!name) return value
    const array = value as CodedArray
    const reference: ArrayReference = { $array: name, offset, length: array.length }
    arrays.push(array)
    offset = align8(offset + array.byteLength)
    return reference
  })
  const header = new TextEncoder().encode(text)
  const start = align8(8 + header.length)
  const bytes = new Uint8Array(start + offset)
  const words = new DataView(bytes.buffer)
  words.setUint32(0, MAGIC, true)
  words.setUint32(4, header.length, true)
  bytes.set(header, 8)
  let at = start
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at = align8(at + array.byteLength)
  }
  return bytes
}

/** The inverse of `encodeState`; the caller knows the shape, as it wrote it. Throws when the bytes are of another kind. */
export function decodeState<State>(bytes: Uint8Array): State {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 8 || words.getUint32(0, true) !== MAGIC) throw new Error('not a strategy state of this version')
  const length = words.getUint32(4, true)
  const start = align8(8 + length)
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length))
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value
    if ('$negativeZero' in value) return -0
    if (!('$array' in value)) return value
    const { $array, offset, length } = value as ArrayReference
    const ArrayType = ARRAYS[$array]
    const part = bytes.slice(start + offset, start + offset + length * ArrayType.BYTES_PER_ELEMENT)
    return new ArrayType(part.buffer, 0, length)
  }) as State
}
