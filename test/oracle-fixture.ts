import { readFileSync } from 'node:fs'

/** Numbers written by the Python programs in `test/oracles/`; `test/fixtures/README.md` says what they mean. */
export function readFixture<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as Shape
}

export type Matrix = readonly (readonly number[])[]

/** A layer as the fixtures have it: weights [presynaptic][postsynaptic], 0 where there is no synapse. */
export interface LayerFixture {
  readonly input: Matrix
  readonly recurrent: Matrix | null
  readonly tau: readonly number[]
  readonly R: readonly number[]
}

export interface NetworkFixture {
  readonly tauSyn: number
  readonly layers: readonly LayerFixture[]
  readonly readout: {
    readonly kind: 'count' | 'spiking'
    readonly scale: number
    readonly weights: Matrix
    readonly tau?: readonly number[]
    readonly R?: readonly number[]
  }
}

export type NamedGradients = Readonly<Record<string, Matrix>>

/** Of `surrogate-*.json`. */
export interface SurrogateFixture {
  readonly network: NetworkFixture
  readonly motifSize: number
  /** [sample][step][input] */
  readonly events: readonly Matrix[]
  readonly labels: readonly number[]
  /** [sample][layer][step][neuron] */
  readonly u: readonly (readonly Matrix[])[]
  readonly spikes: readonly (readonly Matrix[])[]
  readonly logits: Matrix
  readonly losses: readonly number[]
  readonly cases: readonly {
    readonly surrogate: 'logistic' | 'fastSigmoid'
    readonly reset: 'detached' | 'full'
    readonly gradients: NamedGradients
  }[]
}
