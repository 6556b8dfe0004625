import { Layer } from './layer'

/**
 * Adds dL/dJ of steps [from, to) to the gradient rows of the inputs that had events, later steps first. The events are
 * sorted by input, so that a row's sums stay in registers while its steps pass by, 16 neurons at a time.
 */
export function addInputGradient(layer: Layer, from: i32, to: i32): void {
  sortByInput(layer, from, to)
  const n = layer.neurons
  const wide = n & ~15
  const errors = layer.u + <usize>layer.stride
  const stride = <usize>layer.stride
  for (let first = 0; first < wide; first += 16) {
    const at = <usize>first << 2
    addColumn(layer.inputGradient + at, errors + at, stride, layer)
  }
  for (let i = wide; i < n; i++) {
    const at = <usize>i << 2
    addOne(layer.inputGradient + at, errors + at, stride, layer)
  }
}

/** inputEnd[j] = where the steps of input j end in inputSteps; they start where those of the input before end. */
function sortByInput(layer: Layer, from: i32, to: i32): void {
  const inputs = layer.inputs
  const inputEnd = layer.inputEnd
  const inputSteps = layer.inputSteps
  const events = layer.events
  const eventStart = layer.eventStart
  memory.fill(inputEnd, 0, <usize>inputs << 2)
  const first = events + (<usize>load<u32>(eventStart + (<usize>from << 2)) << 1)
  const last = events + (<usize>load<u32>(eventStart + (<usize>to << 2)) << 1)
  for (let e = first; e < last; e += 2) {
    const at = inputEnd + (<usize>load<u16>(e) << 2)
    store<u32>(at, load<u32>(at) + 1)
  }
  let start = 0
  for (let j = 0; j < inputs; j++) {
    const at = inputEnd + (<usize>j << 2)
    const count = load<u32>(at)
    store<u32>(at, start)
    start += count
  }
  for (let t = to - 1; t >= from; t--) {
    const at = eventStart + (<usize>t << 2)
    const end = events + (<usize>load<u32>(at, 4) << 1)
    for (let e = events + (<usize>load<u32>(at) << 1); e < end; e += 2) {
      const next = inputEnd + (<usize>load<u16>(e) << 2)
      const position = load<u32>(next)
      store<u16>(inputSteps + (<usize>position << 1), <u16>t)
      store<u32>(next, position + 1)
    }
  }
}

function addColumn(gradient: usize, errors: usize, stride: usize, layer: Layer): void {
  const rowBytes = <usize>layer.inputGradientStride
  const inputSteps = layer.inputSteps
  let inputEnd = layer.inputEnd
  const last = inputEnd + (<usize>layer.inputs << 2)
  let e = inputSteps
  for (; inputEnd < last; inputEnd += 4) {
    const end = inputSteps + (<usize>load<u32>(inputEnd) << 1)
    if (e < end) {
      let a = v128.load(gradient)
      let b = v128.load(gradient, 16)
      let c = v128.load(gradient, 32)
      let d = v128.load(gradient, 48)
      for (; e < end; e += 2) {
        const error = errors + <usize>load<u16>(e) * stride
        a = f32x4.add(a, v128.load(error))
        b = f32x4.add(b, v128.load(error, 16))
        c = f32x4.add(c, v128.load(error, 32))
        d = f32x4.add(d, v128.load(error, 48))
      }
      v128.store(gradient, a)
      v128.store(gradient, b, 16)
      v128.store(gradient, c, 32)
      v128.store(gradient, d, 48)
    }
    gradient += rowBytes
  }
}

function addOne(gradient: usize, errors: usize, stride: usize, layer: Layer): void {
  const rowBytes = <usize>layer.inputGradientStride
  const inputSteps = layer.inputSteps
  let e = inputSteps
  for (let j = 0; j < layer.inputs; j++) {
    const end = inputSteps + (<usize>load<u32>(layer.inputEnd + (<usize>j << 2)) << 1)
    let sum = load<f32>(gradient)
    for (; e < end; e += 2) sum += load<f32>(errors + <usize>load<u16>(e) * stride)
    store<f32>(gradient, sum)
    gradient += rowBytes
  }
}
