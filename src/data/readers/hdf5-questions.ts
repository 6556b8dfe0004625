/** Paths lead to data sets of one dimension, without a first slash; all elements unless a range is named. */
export type Hdf5Question =
  /** Closes the file before; `bytes` is the size of the new one. */
  | { readonly ask: 'open'; readonly path: string; readonly bytes: number }
  | { readonly ask: 'names'; readonly path: string }
  | { readonly ask: 'length'; readonly path: string }
  | { readonly ask: 'values' | 'lists'; readonly path: string; readonly start?: number; readonly count?: number }

export type Hdf5Value = null | number | readonly string[] | Float64Array | Ragged

/** After `refused` the thread can go on; after `failed` the library may be in any state. */
export type Hdf5Answer =
  | { readonly state: 'answer'; readonly value: Hdf5Value }
  | { readonly state: 'refused' | 'failed'; readonly reason: string }

/** Lists of different lengths, end to end. */
export interface Ragged {
  /** [list] where it begins in `values`, and one more: where the last one ends. */
  readonly offsets: Uint32Array
  readonly values: Float64Array
}
