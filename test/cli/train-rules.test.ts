import { expect, it } from 'vitest'
import { RULES } from '../../src/cli/commands/train.js'
import { ruleNames } from '../../src/learning/learning-rules.js'

it('train --rule offers every learning rule', () => {
  expect([...RULES].sort()).toEqual([...ruleNames].sort())
})
