import { mean } from 'simple-statistics'
import type { TestResult } from '../comparison-result.js'
import { testSigns } from './signs.js'

/** Fisher's paired permutation test: is the mean of paired differences farther from 0 than with signs at random? */
export function signFlipTest(differences: readonly number[]): TestResult {
  const test = testSigns(differences.map(Math.abs), differences.map(Math.sign))
  return { statistic: mean([...differences]), ...test }
}
