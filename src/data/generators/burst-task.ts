import { key } from '../../kernel/numerics/random.js'
import type { GeneratedTask } from './generated-task.js'
import { type TrialKind, trialDrawer } from './trial.js'

/** The task whose trials are the bursts of `kind`, `inputsPerGroup` inputs to a group. */
export function burstTask<S extends { readonly inputsPerGroup: number }>(kind: TrialKind<S>): GeneratedTask<S> {
  return {
    shape: (settings) => ({
      classNames: kind.classNames,
      channels: kind.groups(settings) * settings.inputsPerGroup,
      steps: kind.steps(settings),
    }),
    writer(settings, dataKey) {
      const steps = kind.steps(settings)
      const { inputsPerGroup } = settings
      const draw = trialDrawer({ steps, inputsPerGroup, background: kind.background(settings) })
      return (builder, split, index) => {
        const splitKey = key(dataKey, split)
        const { label, bursts } = kind.trial(settings, splitKey, index)
        builder.startSample({ steps, label, split })
        draw(builder, bursts, key(splitKey, 'spikes', index))
      }
    },
  }
}
