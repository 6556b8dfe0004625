import type { RunReader } from '../store/run-reader.js'
import { counted } from './words.js'

/** Why there is no result: where a run is over, none will come. */
export function unscored(store: RunReader): string {
  const total = Object.values(store.outcomeCounts()).reduce((sum, n) => sum + n, 0)
  const reason = store.sessions().at(-1)?.end?.reason
  if (total === 0 || (reason !== 'done' && reason !== 'failed')) return 'nothing was scored yet'
  const word = evaluationWord(store)
  return `nothing was scored: ${total === 1 ? `its one ${word}` : `all ${counted(total, word)}`} failed`
}

/** A candidate that breaks a constraint is evaluated, but not trained. */
export const evaluationWord = (store: RunReader): 'evaluation' | 'training' =>
  store.outcomeCounts().infeasible > 0 ? 'evaluation' : 'training'
