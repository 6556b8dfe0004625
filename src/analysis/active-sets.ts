import { log } from '../kernel/numerics/elementary.js'
import { meanOf } from './spread-profile.js'

/** [sample][neuron] 1: the neuron was active. */
export type ActiveSets = readonly Uint8Array[]

/** |a and b| / |a or b|; NaN where both are empty. */
export function jaccard(a: Uint8Array, b: Uint8Array): number {
  let both = 0
  let either = 0
  for (let i = 0; i < a.length; i++) {
    both += a[i] & b[i]
    either += a[i] | b[i]
  }
  return either === 0 ? Number.NaN : both / either
}

export interface SetOverlap {
  /** Mean Jaccard index of the sets of two samples of one class, and of two classes. */
  readonly same: number
  readonly different: number
  readonly ratio: number
}

export function setOverlap(sets: ActiveSets, labels: ArrayLike<number>): SetOverlap {
  const same: number[] = []
  const different: number[] = []
  for (let i = 0; i < sets.length; i++) {
    for (let j = 0; j < i; j++) (labels[i] === labels[j] ? same : different).push(jaccard(sets[i], sets[j]))
  }
  const [s, d] = [meanOf(same), meanOf(different)]
  return { same: s, different: d, ratio: s / d }
}

/** A neuron belongs to a class's assembly if it is active in at least half of its samples. */
const MEMBERSHIP = 0.5

/** [class][neuron] 1: a member. A class without samples has none. */
export function classAssemblies(sets: ActiveSets, labels: ArrayLike<number>, classes: number): Uint8Array[] {
  const neurons = sets[0]?.length ?? 0
  return Array.from({ length: classes }, (_, c) => {
    const own = sets.filter((_, n) => labels[n] === c)
    return Uint8Array.from({ length: neurons }, (_, i) => {
      const active = own.reduce((sum, set) => sum + set[i], 0)
      return own.length > 0 && active >= MEMBERSHIP * own.length ? 1 : 0
    })
  })
}

export interface AssemblyMeasures {
  /** [class] members. */
  readonly sizes: readonly number[]
  /** [class][class] Jaccard index. */
  readonly overlaps: readonly (readonly number[])[]
  /** Mean of two different classes. */
  readonly overlap: number
  /** Classes that a neuron belongs to, mean over neurons that belong to any. */
  readonly classesPerNeuron: number
  /** Share of those neurons that belong to one class alone. */
  readonly exclusive: number
}

export function assemblyMeasures(assemblies: readonly Uint8Array[]): AssemblyMeasures {
  const overlaps = assemblies.map((a) => assemblies.map((b) => jaccard(a, b)))
  const neurons = assemblies[0]?.length ?? 0
  const memberships = Array.from({ length: neurons }, (_, i) => assemblies.reduce((sum, a) => sum + a[i], 0))
  const members = memberships.filter((count) => count > 0)
  return {
    sizes: assemblies.map((a) => a.reduce((sum, one) => sum + one, 0)),
    overlaps,
    overlap: meanOf(overlaps.flatMap((row, c) => row.filter((_, d) => d < c))),
    classesPerNeuron: meanOf(members),
    exclusive: members.length === 0 ? Number.NaN : members.filter((count) => count === 1).length / members.length,
  }
}

/**
 * Mutual information of a neuron's being active and the class, in bits, mean over neurons; the plug-in estimate, which is too
 * high by about (classes - 1) / (2 ln 2 samples).
 */
export function meanInformation(sets: ActiveSets, labels: ArrayLike<number>, classes: number): number {
  const samples = sets.length
  const neurons = sets[0]?.length ?? 0
  const perClass = Array.from({ length: classes }, (_, c) => sets.filter((_, n) => labels[n] === c).length)
  const information = Array.from({ length: neurons }, (_, i) => {
    const active = new Float64Array(classes)
    sets.forEach((set, n) => {
      active[labels[n]] += set[i]
    })
    const total = active.reduce((sum, n) => sum + n, 0)
    return perClass.reduce(
      (sum, count, c) =>
        sum +
        term(active[c] / samples, total / samples, count / samples) +
        term((count - active[c]) / samples, 1 - total / samples, count / samples),
      0,
    )
  })
  return meanOf(information)
}

/** p(x, y) log2 (p(x, y) / (p(x) p(y))) */
const term = (joint: number, x: number, y: number): number =>
  joint === 0 ? 0 : (joint * log(joint / (x * y))) / 0.6931471805599453
