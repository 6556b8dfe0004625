import type { NetworkSynchrony } from '../../../src/analysis/synchrony.js'

/** What the tables show of one layer, of spikes up to the decision. */
export interface LayerMeasures {
  /** Full width at half maximum (excitatory neurons), standard deviation and median time, in tauSyn; spikes per image. */
  readonly width: number
  readonly std: number
  readonly median: number
  readonly spikes: number
  /** Jaccard index of active sets: same class over different class. */
  readonly ratio: number
  readonly overlap: number
  readonly exclusive: number
  readonly decodable: number
}
export type Measure = keyof LayerMeasures

export interface NetworkMeasures {
  /** The inputs first. */
  readonly layers: readonly LayerMeasures[]
  /** Mean time of the first output spike. */
  readonly decision: number
  /** Recall lost by a class whose pathway is silenced, and by the others. */
  readonly lesion: { readonly own: number; readonly others: number }
}

export function networkMeasures({ spread, semantics, decision, lesion }: NetworkSynchrony): NetworkMeasures {
  const layers = spread.causal.layers.map(({ peakWidth, std, median, count }, l) => ({
    width: peakWidth,
    std,
    median,
    spikes: count,
    ratio: semantics[l].overlap.ratio,
    overlap: semantics[l].assemblies.overlap,
    exclusive: semantics[l].assemblies.exclusive,
    decodable: semantics[l].decodable,
  }))
  return { layers, decision, lesion: { own: lesion.own, others: lesion.others } }
}

export const MEASURES: Readonly<Record<Measure, string>> = {
  spikes: 'spikes per image',
  median: 'median time, tauSyn',
  width: 'FWHM (E), tauSyn',
  std: 'std, tauSyn',
  ratio: 'same / different class',
  overlap: 'overlap of assemblies',
  exclusive: 'exclusive neurons',
  decodable: 'decodability',
}

/** What the authors' networks give with our measures (4-layer Dale, seed 1; ../shared/papers/first-spike-deep.md, 7). */
export const AUTHORS: Readonly<Record<Measure, readonly number[]>> = {
  spikes: [79, 188, 51, 27, 51],
  median: [0.204, 0.284, 0.577, 0.659, 0.691],
  width: [0.056, 0.146, 0.126, 0.082, 0.058],
  std: [0.15, 0.117, 0.093, 0.042, 0.012],
  ratio: [1.7, 1.6, 2.7, 11.5, 24],
  overlap: [0.142, 0.257, 0.208, 0.067, 0.036],
  exclusive: [0.27, 0.14, 0.67, 0.9, 0.76],
  decodable: [0.72, 0.81, 0.94, 0.987, 0.993],
}
