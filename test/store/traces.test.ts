import { expect, it } from 'vitest'
import { fingerprint } from '../../src/store/fingerprint.js'
import { createRunStore } from '../../src/store/run-store.js'
import { header, stateOf, step } from './sample-run.js'
import { useFolders } from './temporary-folder.js'

const newFolder = useFolders()

function stored(traces?: Record<string, Float32Array>) {
  const store = createRunStore(newFolder(), header)
  store.commitSteps({ steps: [], state: stateOf(0) })
  store.commitSteps({ steps: [step(1), { ...step(2), traces }], state: stateOf(2) })
  return store
}

it('gives a trace back to the bit, also of a view into a larger array', () => {
  const long = Float32Array.of(9, 0.1, -1 / 3, 2 ** -140)
  const store = stored({ alpha: long.subarray(1) })
  expect(store.traces('alpha')).toEqual([{ step: 2, values: long.slice(1) }])
  expect(store.traces('other')).toEqual([])
})

it('a trace is no part of the fingerprint, and never changes', () => {
  const store = stored({ alpha: Float32Array.of(1) })
  expect(fingerprint(store)).toEqual(fingerprint(stored()))
  expect(() => store.database.exec('DELETE FROM trace')).toThrow('trace is append-only')
  expect(() => store.database.exec('UPDATE trace SET step = 1')).toThrow('trace is append-only')
})
