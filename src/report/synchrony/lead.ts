import type { NetworkSynchrony, SynchronyAnalysis } from '../../analysis/synchrony.js'
import { brief, changeOf } from './depth-figures.js'

/** What was found, in two or three sentences; of few samples not every number exists, and what needs it is left out. */
export function leadOf({ trained, untrained }: SynchronyAnalysis): string {
  return [...spreadSentences(trained), ...classSentence(trained, untrained)].join(' ')
}

function spreadSentences({ spread, semantics }: NetworkSynchrony): string[] {
  const { widest, reconvergence, sharpening, mostSpread } = spread.causal
  const last = semantics[semantics.length - 1].layer
  const deep = semantics.length > 2
  const narrows = Number.isFinite(reconvergence) ? `; in ${last} it has ${brief(reconvergence)} of that width` : ''
  const peak = `The peak of the volley is widest in ${widest}${widest !== last ? narrows : deep ? ', the last' : ''}.`
  if (!deep || !Number.isFinite(sharpening)) return [peak]
  const deviation = `Its standard deviation ${changeOf(sharpening)} on the way through the hidden layers and is greatest in ${mostSpread}.`
  return [peak, deviation]
}

function classSentence({ semantics }: NetworkSynchrony, untrained: NetworkSynchrony): string[] {
  const first = semantics[1]
  const last = semantics[semantics.length - 1]
  if (!Number.isFinite(last.overlap.ratio)) return []
  const deep = semantics.length > 2
  const shared = `Samples of one class share ${brief(last.overlap.ratio)} times as many ${deep ? `of ${last.layer}'s ` : ''}active neurons as samples of two`
  const control = untrained.semantics[untrained.semantics.length - 1].overlap.ratio
  return [
    shared +
      (deep && Number.isFinite(first.overlap.ratio) ? `, ${brief(first.overlap.ratio)} times in ${first.layer}` : '') +
      `${Number.isFinite(control) ? `; untrained ${brief(control)}` : ''}.`,
  ]
}
