import { UsageError } from '../usage-error.js'
import { loadStrategy } from './strategies.js'
import type { AnyStrategy } from './strategy.js'
import { isStrategyFile, strategyDigest } from './strategy-file.js'
import type { Study } from './study.js'

export interface CompleteStudy {
  /** With the strategy's own defaults filled in: what is hashed and stored, so that later defaults change no run. */
  readonly study: Study
  readonly strategy: AnyStrategy
  readonly settings: unknown
}

/** Loads the study's strategy, which checks and completes its settings. Throws UsageError. */
export async function completeStudy(study: Study): Promise<CompleteStudy> {
  const { name, digest } = study.strategy
  const found = isStrategyFile(name) ? strategyDigest(name) : undefined
  if (digest !== undefined && found !== digest) {
    throw new UsageError(`strategy file ${name} is not the one the study was started with: put that one back`)
  }
  const strategy = await loadStrategy(name)
  const settings = strategy.settings(study.strategy.settings)
  const complete = { name, ...(found && { digest: found }), settings: { ...(settings as Record<string, unknown>) } }
  return { study: Object.freeze({ ...study, strategy: complete }), strategy, settings }
}
