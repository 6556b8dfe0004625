import { multiplyActive16, multiplyBlocks } from './blocks'
import { Connection, Layer } from './layer'
import { addProducts, addRow, gatherRows, multiplyRows, scatterRows } from './rows'

/** jump += rows of the spikes [from, to), in order. */
export function addRecurrent(connection: Connection, jump: usize, spikes: usize, from: u32, to: u32, n: i32): void {
  if (from == to) return
  const kind = connection.kind
  const weights = connection.weights
  const first = spikes + (<usize>from << 1)
  const end = spikes + (<usize>to << 1)
  if (kind == 0) {
    const size = connection.size
    const rowBytes = <usize>size << 2
    for (let e = first; e < end; e += 2) {
      const k = <usize>load<u16>(e)
      addRow(jump + load<u32>(connection.blockStart + (k << 2)), weights + k * rowBytes, size)
    }
  } else if (kind == 1) {
    const distance = connection.size
    for (let e = first; e < end; e += 2) {
      const k = <i32>load<u16>(e)
      const up = lateralTarget(k + distance, n, connection.ring)
      const down = lateralTarget(k - distance, n, connection.ring)
      if (up >= 0) addTo(jump, up, load<f32>(weights + (<usize>k << 2)))
      if (down >= 0) addTo(jump, down, load<f32>(weights + (<usize>(n + k) << 2)))
    }
  } else if (kind == 2) {
    gatherRows(jump, weights, first, end, n)
  } else {
    for (let e = first; e < end; e += 2) {
      const k = <usize>load<u16>(e)
      const last = load<u32>(connection.rowStart + (k << 2), 4)
      for (let s = load<u32>(connection.rowStart + (k << 2)); s < last; s++) {
        addTo(jump, load<u32>(connection.target + (<usize>s << 2)), load<f32>(weights + (<usize>s << 2)))
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(into: usize, index: i32, value: f32): void {
  const at = into + (<usize>index << 2)
  store<f32>(at, load<f32>(at) + value)
}

/** Index of a neighbour, -1 when the line ends there. */
// @ts-ignore: decorator
@inline
function lateralTarget(index: i32, n: i32, ring: i32): i32 {
  if (index >= n) return ring ? index - n : -1
  if (index < 0) return ring ? index + n : -1
  return index
}

/** layer.spikeGradient[k] = from[k] + sum over k's synapses of weight x jumpGradient[target], for all k that count. */
export function pullRecurrent(layer: Layer, connection: Connection, from: usize, jumpGradient: usize): void {
  const n = layer.neurons
  const into = layer.spikeGradient
  const kind = connection.kind
  if (kind == 0 && layer.sparse && connection.size == 16) {
    if (into != from) memory.copy(into, from, <usize>n << 2)
    multiplyActive16(into, connection.transposed, jumpGradient, layer.active, layer.activeCount)
    return
  }
  if (kind == 0) {
    multiplyBlocks(into, from, connection.transposed, jumpGradient, n, connection.size)
    return
  }
  if (kind == 2) {
    multiplyRows(into, from, connection.transposed, jumpGradient, n, n)
    return
  }
  if (into != from) memory.copy(into, from, <usize>n << 2)
  if (kind == 1) pullLateral(connection, into, jumpGradient, n)
  else pullSparse(connection, into, jumpGradient, n)
}

function pullLateral(connection: Connection, into: usize, jumpGradient: usize, n: i32): void {
  const inside = max(0, n - connection.size)
  const up = connection.weights
  const down = up + (<usize>n << 2)
  const distance = <usize>(n - inside) << 2
  const rest = <usize>inside << 2
  addProducts(into, up, jumpGradient + distance, inside)
  if (connection.ring) {
    addProducts(into + rest, up + rest, jumpGradient, n - inside)
    addProducts(into, down, jumpGradient + rest, n - inside)
  }
  addProducts(into + distance, down + distance, jumpGradient, inside)
}

function pullSparse(connection: Connection, into: usize, jumpGradient: usize, n: i32): void {
  const weights = connection.weights
  for (let k = 0; k < n; k++) {
    const end = load<u32>(connection.rowStart + (<usize>k << 2), 4)
    let sum = load<f32>(into + (<usize>k << 2))
    for (let s = load<u32>(connection.rowStart + (<usize>k << 2)); s < end; s++) {
      const target = <usize>load<u32>(connection.target + (<usize>s << 2))
      sum += load<f32>(weights + (<usize>s << 2)) * load<f32>(jumpGradient + (target << 2))
    }
    store<f32>(into + (<usize>k << 2), sum)
  }
}

/** Adds jumpGradient to the gradient of the synapses whose presynaptic neurons fired: spikes [from, to). */
export function addRecurrentGradient(
  connection: Connection,
  jumpGradient: usize,
  spikes: usize,
  from: u32,
  to: u32,
  n: i32,
): void {
  const kind = connection.kind
  const gradient = connection.gradient
  const first = spikes + (<usize>from << 1)
  const end = spikes + (<usize>to << 1)
  if (kind == 0) {
    const size = connection.size
    const rowBytes = <usize>size << 2
    for (let e = first; e < end; e += 2) {
      const k = <usize>load<u16>(e)
      addRow(gradient + k * rowBytes, jumpGradient + load<u32>(connection.blockStart + (k << 2)), size)
    }
  } else if (kind == 1) {
    const distance = connection.size
    for (let e = first; e < end; e += 2) {
      const k = <i32>load<u16>(e)
      const up = lateralTarget(k + distance, n, connection.ring)
      const down = lateralTarget(k - distance, n, connection.ring)
      if (up >= 0) addTo(gradient, k, load<f32>(jumpGradient + (<usize>up << 2)))
      if (down >= 0) addTo(gradient, n + k, load<f32>(jumpGradient + (<usize>down << 2)))
    }
  } else if (kind == 2) {
    scatterRows(gradient, first, end, jumpGradient, n)
  } else {
    for (let e = first; e < end; e += 2) {
      const k = <usize>load<u16>(e)
      const last = load<u32>(connection.rowStart + (k << 2), 4)
      for (let s = load<u32>(connection.rowStart + (k << 2)); s < last; s++) {
        const target = <usize>load<u32>(connection.target + (<usize>s << 2))
        addTo(gradient, s, load<f32>(jumpGradient + (target << 2)))
      }
    }
  }
}
