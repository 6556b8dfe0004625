// A cell: state and constants of four neighbouring neurons side by side, so that a pass over neurons follows one
// pointer. The forward pass touches the first four, the backward pass the last four.

export const CURRENT: usize = 0 // I
export const OWN: usize = 16 // the neuron's own filtered spikes; tssl
export const LAMBDA: usize = 32
export const RHO: usize = 48
export const CARRY: usize = 64 // dL/d(u after reset), for the step before
export const CURRENT_GRADIENT: usize = 80
export const CELL: usize = 96

/** Fills one part of every cell with zeros. */
export function clearCells(cells: usize, padded: i32, part: usize): void {
  const zero = f32x4.splat(0)
  const end = cells + <usize>(padded >> 2) * CELL
  for (let cell = cells; cell < end; cell += CELL) v128.store(cell + part, zero)
}
