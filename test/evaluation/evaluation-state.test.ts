import { serialize } from 'node:v8'
import { expect, it } from 'vitest'
import { decodeEvaluationState } from '../../src/evaluation/evaluation-state.js'

it('a checkpoint of another version, or damaged, is no checkpoint: the training starts from scratch', () => {
  const state = { training: {}, epochs: [] }
  expect(decodeEvaluationState(new Uint8Array(serialize({ format: 'another', state })))).toBeUndefined()
  expect(decodeEvaluationState(new Uint8Array(serialize(state)))).toBeUndefined()
  expect(decodeEvaluationState(Uint8Array.of(1, 2, 3))).toBeUndefined()
})
