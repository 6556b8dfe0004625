import { loadStrategy } from './strategies.js'
import type { AnyStrategy } from './strategy.js'
import type { Study } from './study.js'

export interface CompleteStudy {
  /** With the strategy's own defaults filled in: what is hashed and stored, so that later defaults change no run. */
  readonly study: Study
  readonly strategy: AnyStrategy
  readonly settings: unknown
}

/** Loads the study's strategy, which checks and completes its settings. Throws UsageError. */
export async function completeStudy(study: Study): Promise<CompleteStudy> {
  const strategy = await loadStrategy(study.strategy.name)
  const settings = strategy.settings(study.strategy.settings)
  const complete = { name: study.strategy.name, settings: { ...(settings as Record<string, unknown>) } }
  return { study: Object.freeze({ ...study, strategy: complete }), strategy, settings }
}
