/** Spikes of one layer in one sample, in the order of time. */
export interface SpikeList {
  readonly times: Float64Array
  readonly neurons: Uint32Array
}

export interface LayerRecord {
  readonly name: string
  readonly neurons: number
  /** [neuron] 1: excitatory; null where neurons send both signs. */
  readonly excitatory: Uint8Array | null
  /** [sample] */
  readonly spikes: readonly SpikeList[]
}

/** A network at work on some labelled samples. */
export interface SpikeRecord {
  /** Of all times. */
  readonly unit: string
  readonly classNames: readonly string[]
  /** [sample] */
  readonly labels: Uint16Array
  /** [sample] what the network said; -1: nothing. */
  readonly answers: Int16Array
  /** The inputs first; outputs are not a layer. */
  readonly layers: readonly LayerRecord[]
  /** [sample] When it decided; spikes up to then are causal. */
  readonly decisions: Float64Array
  readonly decidedBy: 'first output spike' | 'end of the sample'
}

export const NO_SPIKES: SpikeList = { times: new Float64Array(0), neurons: new Uint32Array(0) }

/** From one time per neuron, Infinity for silent ones. */
export function spikeListOf(times: ArrayLike<number>): SpikeList {
  const order = Array.from({ length: times.length }, (_, i) => i)
    .filter((i) => times[i] < Number.POSITIVE_INFINITY)
    .sort((i, j) => times[i] - times[j] || i - j)
  return { times: Float64Array.from(order, (i) => times[i]), neurons: Uint32Array.from(order) }
}

/** Spikes up to `until`, and of those of some neurons alone where `keep` says which. */
export function spikesUntil(spikes: SpikeList, until: number, keep?: (neuron: number) => boolean): SpikeList {
  const kept: number[] = []
  for (let s = 0; s < spikes.times.length && spikes.times[s] <= until; s++) {
    if (keep === undefined || keep(spikes.neurons[s])) kept.push(s)
  }
  return {
    times: Float64Array.from(kept, (s) => spikes.times[s]),
    neurons: Uint32Array.from(kept, (s) => spikes.neurons[s]),
  }
}

/** `causal`: spikes up to the decision; `all`: every spike. */
export type SpikeChoice = 'causal' | 'all'

/** [sample] the chosen spikes of a layer, of excitatory neurons alone where asked and where they are told apart. */
export function chosenSpikes(
  record: SpikeRecord,
  layer: LayerRecord,
  choice: SpikeChoice,
  sign?: 'excitatory' | 'inhibitory',
): SpikeList[] {
  const { excitatory } = layer
  const wanted = sign === 'inhibitory' ? 0 : 1
  const keep = sign && excitatory ? (neuron: number) => excitatory[neuron] === wanted : undefined
  return layer.spikes.map((spikes, n) =>
    spikesUntil(spikes, choice === 'causal' ? record.decisions[n] : Number.POSITIVE_INFINITY, keep),
  )
}
