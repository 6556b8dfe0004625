import { expect, it } from 'vitest'
import { classScores, confusionOf } from '../../src/learning/confusion.js'

const pairs = (truth: number, ...labels: number[]) => labels.map((label) => ({ truth, label }))

it('counts labels by true class; the balanced accuracy is the mean recall, whatever the classes weigh', () => {
  const confusion = confusionOf(['a', 'b', 'c'], [...pairs(0, 0, 0, 0, 0, 0, 0, 1, 2), ...pairs(1, 1, 0)])
  expect(confusion.counts).toEqual([
    [6, 1, 1],
    [1, 1, 0],
    [0, 0, 0],
  ])
  const { samples, correct, accuracy, balancedAccuracy, recall } = classScores(confusion)
  expect([samples, correct, accuracy]).toEqual([10, 7, 0.7])
  // A class that does not occur has no recall.
  expect(recall).toEqual([0.75, 0.5, Number.NaN])
  expect(balancedAccuracy).toBe(0.625)
})

it('counts samples without a label as wrong', () => {
  const confusion = confusionOf(['a', 'b'], [...pairs(0, 0, 0, 0), { truth: 0, label: null }, ...pairs(1, 1)])
  expect(confusion.unlabelled).toEqual([1, 0])
  expect(classScores(confusion)).toMatchObject({ samples: 5, correct: 4, recall: [0.75, 1] })
})
