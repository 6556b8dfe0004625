import { type Key, key } from '../../kernel/numerics/random.js'
import type { GeneratedSpec } from '../data-spec.js'
import { type EncodedDataset, SPLITS } from '../dataset.js'
import { DatasetBuilder } from '../encoded-dataset.js'
import { cueAccumulation } from './cue-accumulation.js'
import { delayedMatch } from './delayed-match.js'
import { type TrialKind, trialDrawer } from './trial.js'

/**
 * Draws every split of a generated task. Trial i of a split is a pure function of (settings, key, split, i): asking for
 * more trials, or for other splits, changes none of those already there.
 */
export function generate(spec: GeneratedSpec, dataKey: Key): EncodedDataset {
  switch (spec.source) {
    case 'delayed-match':
      return drawAll(spec, delayedMatch, spec, dataKey)
    case 'cue-accumulation':
      return drawAll(spec, cueAccumulation, spec, dataKey)
  }
}

/** Shape of a generated task, without drawing anything. */
export function trialShape(spec: GeneratedSpec): { classNames: readonly string[]; channels: number; steps: number } {
  const kind = spec.source === 'delayed-match' ? delayedMatch : cueAccumulation
  const steps = spec.source === 'delayed-match' ? delayedMatch.steps(spec) : cueAccumulation.steps(spec)
  return { classNames: kind.classNames, channels: kind.groups * spec.inputsPerGroup, steps }
}

function drawAll<S>(spec: GeneratedSpec, kind: TrialKind<S>, settings: S, dataKey: Key): EncodedDataset {
  const { classNames, channels, steps } = trialShape(spec)
  const builder = new DatasetBuilder({ name: spec.source, channels, classNames, dt: null })
  const draw = trialDrawer({ steps, inputsPerGroup: spec.inputsPerGroup, background: kind.background(settings) })
  for (const split of SPLITS) {
    const splitKey = key(dataKey, split)
    for (let index = 0; index < spec.samples[split]; index++) {
      const { label, bursts } = kind.trial(settings, splitKey, index)
      builder.startSample({ steps, label, split })
      draw(builder, bursts, key(splitKey, 'spikes', index))
    }
  }
  return builder.finish()
}
