import type { SynchronyAnalysis } from '../../analysis/synchrony.js'

/** In the order of figures. */
export const NETWORKS = ['trained', 'untrained'] as const

/** Both networks by name: no figure shows one alone. */
export const networksOf = (analysis: SynchronyAnalysis) => NETWORKS.map((name) => ({ name, synchrony: analysis[name] }))

/** Whom a pathway may consist of, for captions. */
export const pathwayNeurons = ({ trained }: SynchronyAnalysis): string =>
  trained.spread.causal.layers.some(({ excitatory }) => excitatory !== null)
    ? 'a layer’s excitatory neurons'
    : 'a layer’s neurons'
