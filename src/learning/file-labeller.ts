import { type Encoded, type EncodeInput, sampleEncoder } from '../data/encode-worker.js'
import { UsageError } from '../usage-error.js'
import type { AnyNetwork } from './network-file.js'
import { networkPredictor } from './network-predictor.js'
import type { Prediction, SamplePredictor } from './prediction.js'

/** What a network says about one file, or why it says nothing. */
export type Labelled =
  | ({ readonly state: 'labelled' } & Prediction)
  | { readonly state: 'bad'; readonly reason: string }

/**
 * Labels raw files with what the network carries: the way its training files were read, their encoder, its weights. The
 * same bytes give the same spikes and scores as in training.
 */
export class FileLabeller {
  readonly #predictor: SamplePredictor
  readonly #encode: (input: EncodeInput) => Encoded

  /** Throws UsageError for a network that was trained on a generated task, or that names no classes. */
  constructor(network: AnyNetwork) {
    const { input, data } = network
    this.#predictor = networkPredictor(network)
    if (input === null) {
      this.#predictor.dispose()
      throw new UsageError(`the network was trained on the generated task '${data.source}', so it reads no files`)
    }
    this.#encode = sampleEncoder(input)
  }

  label(file: EncodeInput): Labelled {
    const encoded = this.#encode(file)
    if (encoded.state === 'bad') return encoded
    return { state: 'labelled', ...this.#predictor.predict(encoded.spikes) }
  }

  dispose(): void {
    this.#predictor.dispose()
  }
}
