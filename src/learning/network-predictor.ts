import { UsageError } from '../usage-error.js'
import { learningRule } from './learning-rules.js'
import type { AnyNetwork } from './network-file.js'
import type { SamplePredictor } from './prediction.js'
import { Predictor } from './predictor.js'

/** Throws UsageError for a network that names no classes. */
export function networkPredictor(network: AnyNetwork): SamplePredictor {
  if (!('numbers' in network)) return new Predictor(network)
  const { topology, recipe, numbers } = network
  const predictor = learningRule(recipe).predictor?.(topology, recipe, numbers)
  if (predictor !== undefined) return predictor
  throw new UsageError(`the network was trained by ${recipe.rule}, whose targets are no classes, so it labels nothing`)
}
