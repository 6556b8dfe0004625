import { classAssemblies } from './active-sets.js'
import {
  classPathways,
  type LesionMeasures,
  lesionTest,
  type PathwayMeasures,
  pathwayMeasures,
} from './class-pathways.js'
import { activeSets, type LayerSemantics, semantization } from './semantization.js'
import type { SpikeRecord } from './spike-record.js'
import { meanOf, type SpreadProfile, spreadProfile } from './spread-profile.js'
import type { SynchronySubject } from './synchrony-subject.js'

/** Synchronization and semantization of one network: docs/guides/first-spike.md says what each measure is. */
export interface NetworkSynchrony {
  readonly samples: number
  readonly accuracy: number
  /** Mean, where it decided; in `unit`. */
  readonly decision: number
  readonly unit: string
  readonly decidedBy: SpikeRecord['decidedBy']
  readonly spread: { readonly causal: SpreadProfile; readonly all: SpreadProfile }
  /** Of causal spikes; the inputs first. */
  readonly semantics: readonly LayerSemantics[]
  readonly pathways: readonly PathwayMeasures[]
  /** Of the last hidden layer. */
  readonly lesion: LesionMeasures
  /** The first sample at work. */
  readonly raster: Raster
}

/** Every spike of one sample. */
export interface Raster {
  readonly className: string
  readonly answer: string | null
  readonly decision: number
  readonly layers: readonly {
    readonly name: string
    readonly neurons: number
    readonly spikes: readonly { readonly time: number; readonly neuron: number; readonly sign: NeuronSign }[]
  }[]
}

export type NeuronSign = 'excitatory' | 'inhibitory' | 'either'

/** Trained beside untrained, always: an untrained network narrows its pulses too. */
export interface SynchronyAnalysis {
  readonly classNames: readonly string[]
  readonly trained: NetworkSynchrony
  readonly untrained: NetworkSynchrony
}

export function analyseSynchrony(subject: SynchronySubject, samples: ArrayLike<number>): NetworkSynchrony {
  const record = subject.record(samples)
  const { weights } = subject
  const pathways = classPathways(weights)
  const assemblies = record.layers
    .slice(1)
    .map((layer) => classAssemblies(activeSets(record, layer, 'causal'), record.labels, record.classNames.length))
  const last = pathways.length - 1
  return {
    samples: samples.length,
    accuracy:
      record.answers.reduce((sum, answer, n) => sum + (answer === record.labels[n] ? 1 : 0), 0) / samples.length,
    decision: meanOf([...record.decisions]),
    unit: record.unit,
    decidedBy: record.decidedBy,
    spread: {
      causal: spreadProfile(record, 'causal', subject.smoothing),
      all: spreadProfile(record, 'all', subject.smoothing),
    },
    semantics: semantization(record, 'causal'),
    pathways: pathwayMeasures(weights, pathways, assemblies),
    lesion: lesionTest(weights.names[last], pathways[last], (silenced) => subject.recall(samples, last, silenced)),
    raster: rasterOf(record, 0),
  }
}

function rasterOf({ layers, labels, answers, classNames, decisions }: SpikeRecord, sample: number): Raster {
  return {
    className: classNames[labels[sample]],
    answer: classNames[answers[sample]] ?? null,
    decision: decisions[sample],
    layers: layers.map(({ name, neurons, excitatory, spikes }) => ({
      name,
      neurons,
      spikes: Array.from(spikes[sample].times, (time, s) => {
        const neuron = spikes[sample].neurons[s]
        const sign = excitatory === null ? 'either' : excitatory[neuron] === 1 ? 'excitatory' : 'inhibitory'
        return { time, neuron, sign }
      }),
    })),
  }
}
