import { deserialize, serialize } from 'node:v8'
import type { EvaluationState } from './run-item.js'

/** Changes with the shape of EvaluationState; the engine's own format changes with its version. */
const FORMAT = `2 ${process.versions.v8}`

/** For checkpoints: a matter of days, so the engine's own format will do. */
export function encodeEvaluationState(state: EvaluationState): Uint8Array {
  return new Uint8Array(serialize({ format: FORMAT, state }))
}

/** Undefined for what another version wrote or what cannot be read: training from scratch gives the same result. */
export function decodeEvaluationState(bytes: Uint8Array): EvaluationState | undefined {
  try {
    const { format, state } = deserialize(bytes) as { format?: unknown; state: EvaluationState }
    return format === FORMAT ? state : undefined
  } catch {
    return undefined
  }
}
