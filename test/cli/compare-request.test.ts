import { expect, it } from 'vitest'
import { type CompareRequestArguments, compareRequest } from '../../src/cli/compare-request.js'

const NOTHING: CompareRequestArguments = {
  arms: ['ring'],
  seeds: undefined,
  draws: undefined,
  choiceSeeds: undefined,
  primary: undefined,
  declared: undefined,
  difficulty: undefined,
  success: undefined,
  repairSquare: undefined,
  allow: undefined,
  on: undefined,
  withSelection: undefined,
  vary: undefined,
  study: 'quickstart',
}

it('reads arms, trainings, thresholds and what is allowed', async () => {
  const request = await compareRequest({
    ...NOTHING,
    arms: ['ring', 'control=feed-forward', 'dense-ei'],
    seeds: 7,
    draws: 2,
    primary: 'ring:dense-ei',
    difficulty: ['gap=80'],
    success: '0.75,0.95',
    allow: ['learning,budget', 'signs'],
  })
  expect(request).toMatchObject({
    arms: [
      { name: 'ring', sources: [{ kind: 'handmade', reference: 'ring' }] },
      { name: 'control', sources: [{ kind: 'handmade', reference: 'feed-forward' }] },
      { name: 'dense-ei', sources: [{ kind: 'handmade', reference: 'dense-ei', draws: 2 }] },
    ],
    replicates: 7,
    override: { gap: 80 },
    success: [0.75, 0.95],
    primary: { a: 'ring', b: 'dense-ei', declared: 'on the command line' },
    allow: ['learning', 'budget', 'signs'],
    scoreOn: 'test',
  })
})

it.each([
  [{ primary: 'ring' }, '--primary must be two arms as ARM:ARM, but got "ring"'],
  [{ difficulty: ['gap'] }, '--difficulty must be a setting of the task such as gap=80, but got "gap"'],
  [{ success: '0' }, '--success must be numbers above 0 such as 0.75,0.95, but got "0"'],
  [{ allow: ['receipt'] }, '--allow: "receipt" is no difference; did you mean "recipe"?'],
  [{ repairSquare: 'a' }, '--repair-square must be two arms as WITH,WITHOUT, but got "a"'],
  [{ declared: true }, '--declared needs a run as the first arm, but ring is none'],
  [{ declared: true, seeds: 3 }, '--seeds must be left out with --declared: the study has fixed it'],
  [{ arms: ['x=ring,'] }, 'arm "x=ring," names nothing between two commas'],
] as const)('says what is wrong with %o', async (change, message) => {
  await expect(compareRequest({ ...NOTHING, ...change })).rejects.toThrow(message)
})
