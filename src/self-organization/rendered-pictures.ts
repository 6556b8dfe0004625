import { DIGIT_CLASSES, renderDigit } from '../data/generators/rendered-digit.js'
import { key, permutation } from '../kernel/numerics/random.js'
import type { Pictures } from './probe.js'

/** Rendered digits, as many of each class, in an order of their own. */
export function renderedPictures(count: number, seed: number): Pictures {
  const order = permutation(key(seed, 'order'), count)
  const labels = Uint8Array.from(order, (i) => i % DIGIT_CLASSES.length)
  return { labels, pictures: Array.from(labels, (label, i) => renderDigit(label, key(seed, 'digit', i))) }
}
