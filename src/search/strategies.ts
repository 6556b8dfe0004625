import { didYouMean } from '../nearest-name.js'
import { UsageError } from '../usage-error.js'
import { type AnyStrategy, anyStrategy } from './strategy.js'
import { isStrategyFile, loadStrategyFile } from './strategy-file.js'

/** Built-in strategies, loaded when they are asked for. */
const BUILT_IN: Readonly<Record<string, () => Promise<AnyStrategy>>> = {
  evolution: async () => anyStrategy((await import('../../strategies/evolution.js')).evolution),
  exhaustive: async () => anyStrategy((await import('../../strategies/exhaustive.js')).exhaustive),
  halving: async () => anyStrategy((await import('../../strategies/halving.js')).halving),
  handmade: async () => anyStrategy((await import('../../strategies/handmade.js')).handmade),
  hrmas: async () => anyStrategy((await import('../../strategies/hrmas.js')).hrmas),
  nsga2: async () => anyStrategy((await import('../../strategies/nsga2.js')).nsga2),
  random: async () => anyStrategy((await import('../../strategies/random.js')).random),
  'self-organize': async () => anyStrategy((await import('../../strategies/self-organize.js')).selfOrganize),
}

export const strategyNames: readonly string[] = Object.keys(BUILT_IN)

/** A built-in strategy by name, or a user's own by the path of its file. Throws UsageError. */
export async function loadStrategy(name: string): Promise<AnyStrategy> {
  if (isStrategyFile(name)) return loadStrategyFile(name)
  const load = BUILT_IN[name]
  if (load && Object.hasOwn(BUILT_IN, name)) return load()
  const hint = didYouMean(name, strategyNames) || `; known are ${strategyNames.join(', ')}; a file ends in .js or .ts`
  throw new UsageError(`strategy.name: "${name}" is no strategy${hint}`)
}
