/** A zeroed Float32Array that threads share: handing it to a worker copies nothing. */
export function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * 4))
}

export function shareFloats(values: Float32Array): Float32Array {
  const shared = sharedFloats(values.length)
  shared.set(values)
  return shared
}
