import { expect, it } from 'vitest'
import { CpuShares } from '../../src/comparison/cpu-shares.js'

it('processor time goes to runs by the work of their threads, to the last microsecond', () => {
  let spent = 1000
  const shares = new CpuShares(() => spent)
  const busy = [0, 5]
  const one = shares.begin(() => busy[0])
  spent += 100
  expect(one.microseconds()).toBe(100)
  const two = shares.begin(() => busy[1])
  spent += 400
  busy[0] += 3
  busy[1] += 1
  expect([one.microseconds(), two.microseconds()]).toEqual([400, 100])
  spent += 50
  expect([one.microseconds(), two.microseconds()]).toEqual([425, 125])
  two.end()
  spent += 7
  expect([one.microseconds(), two.microseconds()]).toEqual([432, 125])
})
