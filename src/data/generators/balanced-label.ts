import { type Key, key, permutation, uniform } from '../../kernel/numerics/random.js'

/** Class of trial `index`, one of two: fair, and exactly half of each in every pair (2j, 2j + 1). */
export function balancedClass(splitKey: Key, index: number): 0 | 1 {
  const first = uniform(key(splitKey, 'class'), index >> 1) < 0.5
  return first === (index % 2 === 0) ? 0 : 1
}

/** Class of trial `index`, one of `classes`: each exactly once in every block of as many trials, in a drawn order. */
export function balancedLabel(splitKey: Key, index: number, classes: number): number {
  const block = Math.floor(index / classes)
  return permutation(key(splitKey, 'class', block), classes)[index % classes]
}
