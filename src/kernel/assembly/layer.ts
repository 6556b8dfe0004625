// Field order is mirrored by wasm-layout.ts. All fields are four bytes; pointers are byte offsets.

@unmanaged
export class Connection {
  kind: i32 // 0 block, 1 lateral, 2 dense, 3 csr
  size: i32 // block: neurons per block; lateral: distance
  ring: i32
  weights: usize
  transposed: usize // block, dense
  gradient: usize
  blockStart: usize // block: u32[neurons] byte offset of the first neuron of a neuron's block
  rowStart: usize // csr
  target: usize // csr
}

/**
 * One layer, or a tile of one (../tiles.ts), over a stretch of time. Row t of a state is the one before step t, row
 * t + 1 the one after it.
 */
@unmanaged
export class Layer {
  inputs: i32
  first: i32 // the tile's first neuron
  neurons: i32
  padded: i32 // neurons rounded up to a multiple of four
  steps: i32
  stride: i32 // bytes from one row of u to the next
  connections: i32
  connection: usize // Connection[connections]
  inputTiles: usize // input weights in columns (columns.ts)
  inputTransposedTiles: usize // their transpose in columns; 0 when nothing below needs the error
  inputGradient: usize
  inputGradientStride: i32 // bytes from one input's row to the next
  kappa: f32
  gain: f32
  quarterGain: f32
  eventStart: usize // u32[steps + 1]
  events: usize // u16
  spikeStart: usize // u32[steps + 2]: where the spikes of a row start; row 0 holds those just before the stretch
  spikes: usize // u16
  cells: usize // [padded / 4] state and constants of four neurons (cells.ts)
  u: usize // f32[steps + 2][stride / 4]; the backward pass leaves dL/dJ of step t in row t + 1
  recent: usize // i8[steps][padded], tssl: -1 where own filtered spikes are at least a quarter of one spike's
  counts: usize
  external: usize // dL/ds from outside
  externalStride: i32 // bytes from one step to the next; 0 for a constant
  spikeGradient: usize
  denominators: usize // scratch, of the surrogates at one step where they have a pass of their own
  active: usize // u16, scratch: byte offsets in a row of the groups of four neurons whose dL/ds counts
  activeCount: i32
  lower: usize // f32[steps][lowerStride / 4]
  lowerStride: i32
  inputEnd: usize // u32[inputs], scratch
  inputSteps: usize // u16, scratch
  tssl: i32
  logistic: i32
  shape: f32 // 1 / (8 width) of the logistic, slope of the fast sigmoid
  peak: f32 // the surrogate's derivative is peak / denominator
  fullReset: i32
  sparse: i32
  cut: f32 // sparse: surrogate derivatives of larger denominators count as 0
}

// @ts-ignore: decorator
@inline
export function connectionAt(layer: Layer, index: i32): Connection {
  return changetype<Connection>(layer.connection + <usize>index * offsetof<Connection>())
}

/** A float field in all four lanes. A splat of a local is made anew at every use in a loop, a loaded one stays. */
// @ts-ignore: decorator
@inline
export function splatField(layer: Layer, offset: usize): v128 {
  return v128.load32_splat(changetype<usize>(layer) + offset)
}
