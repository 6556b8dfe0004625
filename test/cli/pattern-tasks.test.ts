import { describe, expect, it } from 'vitest'
import { TASK_STUDIES, TASKS } from '../../src/cli/pattern-tasks.js'
import { builtInStudies, readStudy } from '../../src/search/study-file.js'
import { usePlace } from './motif.js'

const { motif } = usePlace()
const SMALL = ['--set', 'data.samples.weights=20', '--set', 'data.samples.selection=10', '--epochs', '1', '--quiet']

it('every built-in study that super-spike learns is a task', () => {
  const taught = builtInStudies().filter((name) => readStudy(name).recipe.rule === 'super-spike')
  expect(Object.values(TASK_STUDIES).sort()).toEqual(taught)
})

it('a task trains the feed-forward topology of its study, by its rule', async () => {
  const [byTask, byStudy] = [
    await motif('train', '--rule', 'super-spike', '--task', 'xor', ...SMALL, '--format', 'json'),
    await motif('train', 'feed-forward', '--study', 'superspike-xor', ...SMALL, '--format', 'json'),
  ]
  expect(byTask.code).toBe(0)
  expect(JSON.parse(byTask.stdout).networkHash).toMatch(/^[0-9a-f]{64}$/)
  expect(byTask.stdout).toBe(byStudy.stdout)
})

it('--set changes the recipe of a task', async () => {
  const hashes = await Promise.all(
    ['symmetric', 'random'].map(async (feedback) => {
      const set = ['--set', `recipe.feedback=${feedback}`, '--set', 'recipe.updateSeconds=0.1']
      const { stdout } = await motif('train', '--task', 'xor', ...SMALL, ...set, '--format', 'json')
      return JSON.parse(stdout).networkHash as string
    }),
  )
  expect(hashes[0]).not.toBe(hashes[1])
})

describe('misuse ends with 2 and one line', () => {
  it.each([
    ['train', `name a topology to train, or with --task one of ${TASKS.join(', ')}`],
    ['train --task singel', '--task must be one of single, hidden, xor, logo, oxford, sequence, but got "singel"'],
    ['train --task single --study quickstart', '--task and --study both name data and recipe: give one of them'],
    ['train --task single --rule tssl-bp', '--task single is learnt by --rule super-spike, but got tssl-bp'],
    ['train ring --set recipe.epochs=2', '--set changes the study that --study or --task names, but neither was given'],
    ['train --task xor --set recipe.feedback=none', 'recipe.feedback: must be one of'],
  ])('motif %s', async (line, message) => {
    const { code, stdout, stderr } = await motif(...line.split(' '))
    expect(stderr).toMatch(/^motif: [^\n]*\n$/)
    expect(stderr).toContain(message)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})
