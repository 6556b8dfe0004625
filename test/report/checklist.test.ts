import { expect, it } from 'vitest'
import type { ComparisonResult } from '../../src/comparison/comparison-result.js'
import type { RunFacts } from '../../src/report/run-facts.js'
import { checklist } from '../../src/report/sections/checklist.js'
import { armOf, foundRun, handmade, planOf, resultOf } from '../comparison/given.js'

function answers(comparison: ComparisonResult): Map<unknown, readonly unknown[]> {
  const store = {
    header: { seed: 1, strategy: 'compare', codeVersion: '0' },
    result: () => comparison,
    sessions: () => [],
    spent: () => ({ phases: {} }),
  }
  const content = checklist.build({ store, comparison } as unknown as RunFacts)
  const [table] = (content && 'tables' in content && content.tables) || []
  return new Map(table?.rows.map(([at, , ...answer]) => [at, answer]))
}

it('says of a comparison only what is true of it', () => {
  const discovered = armOf('discovered', foundRun(1), foundRun(2))
  const fair = answers(resultOf(planOf([discovered, handmade('ring')]), () => 0.5))
  expect(fair.get('1e')?.[0]).toBe('not available')
  expect(fair.get('2a')).toEqual(['yes', 'all arms share data, recipe and neurons'])
  expect(fair.get('2d')?.[1]).toContain('scored on the test part')
  expect(fair.get('2e')?.[0]).toBe('not available')
  expect(fair.get('2g')).toEqual(['yes', '2 searches, seeds 1, 2'])

  const plan = planOf([discovered, handmade('liquid-state-machine')], { allow: ['learning'], scoreOn: 'selection' })
  const unlike = answers(resultOf(plan, () => 0.5))
  expect(unlike.get('2a')).toEqual(['partly', 'arms differ in more than topology, as allowed (learning)'])
  expect(unlike.get('2d')?.[1]).toContain('scored on the selection part')
})
