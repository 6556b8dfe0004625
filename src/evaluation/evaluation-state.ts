import { deserialize, serialize } from 'node:v8'
import type { EvaluationState } from './run-item.js'

/** Checkpoints are read back by the same version of the program only, so the engine's own format will do. */
export function encodeEvaluationState(state: EvaluationState): Uint8Array {
  return new Uint8Array(serialize(state))
}

export function decodeEvaluationState(bytes: Uint8Array): EvaluationState {
  return deserialize(bytes) as EvaluationState
}
