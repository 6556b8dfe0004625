/*
 * Many objectives at once, all to be minimised: a point is a list of finite numbers. K. Deb, A. Pratap, S. Agarwal,
 * T. Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE Trans. Evol. Comput. 6 (2002).
 */
export type Point = readonly number[]

/** True when `a` is nowhere worse and somewhere better than `b`. */
export function dominates(a: Point, b: Point): boolean {
  let better = false
  for (let i = 0; i < a.length; i++) {
    if (a[i] > b[i]) return false
    if (a[i] < b[i]) better = true
  }
  return better
}

/** Indices of the points that nobody dominates, ascending: `paretoFronts(points)[0]` for thousands of points. */
export function firstFront(points: readonly Point[]): number[] {
  let front: number[] = []
  points.forEach((point, i) => {
    if (front.some((j) => dominates(points[j], point))) return
    front = [...front.filter((j) => !dominates(point, points[j])), i]
  })
  return front
}

/** Indices of points in fronts: the first dominated by nobody, the next only by those before it. Equal points share one. */
export function paretoFronts(points: readonly Point[]): number[][] {
  const dominatedBy = points.map((a) => points.filter((b) => dominates(b, a)).length)
  const fronts: number[][] = []
  let front = dominatedBy.flatMap((count, i) => (count === 0 ? [i] : []))
  while (front.length > 0) {
    fronts.push(front)
    const next: number[] = []
    for (const i of front) {
      for (let j = 0; j < points.length; j++) {
        if (dominates(points[i], points[j]) && --dominatedBy[j] === 0) next.push(j)
      }
    }
    front = next.sort((a, b) => a - b)
  }
  return fronts
}

/**
 * [point of the front] how far its neighbours are apart, summed over objectives, each scaled to the front's range: the
 * ends are Infinity (NSGA-II, section III B).
 */
export function crowdingDistances(front: readonly Point[]): number[] {
  const distance = new Array<number>(front.length).fill(0)
  const objectives = front[0]?.length ?? 0
  for (let m = 0; m < objectives; m++) {
    const order = front.map((_, i) => i).sort((a, b) => front[a][m] - front[b][m] || a - b)
    const range = front[order[order.length - 1]][m] - front[order[0]][m]
    distance[order[0]] = Number.POSITIVE_INFINITY
    distance[order[order.length - 1]] = Number.POSITIVE_INFINITY
    if (range === 0) continue
    for (let i = 1; i < order.length - 1; i++) {
      distance[order[i]] += (front[order[i + 1]][m] - front[order[i - 1]][m]) / range
    }
  }
  return distance
}

/**
 * Volume dominated by the points and bounded by `reference`, which counts only where a point is better than it in every
 * objective. Exact, by slicing along the last objective; meant for fronts of hundreds and up to four objectives.
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  const inside = points.filter((point) => point.every((value, i) => value < reference[i]))
  return sliced(inside, reference)
}

function sliced(points: readonly Point[], reference: Point): number {
  if (points.length === 0) return 0
  const last = reference.length - 1
  if (last === 0) return reference[0] - Math.min(...points.map(([value]) => value))
  const sorted = [...points].sort((a, b) => a[last] - b[last])
  const base = reference.slice(0, last)
  let volume = 0
  let slice: Point[] = []
  sorted.forEach((point, i) => {
    slice = withoutDominated([...slice, point.slice(0, last)])
    const depth = (i + 1 < sorted.length ? sorted[i + 1][last] : reference[last]) - point[last]
    if (depth > 0) volume += depth * sliced(slice, base)
  })
  return volume
}

function withoutDominated(points: readonly Point[]): Point[] {
  const newest = points[points.length - 1]
  const rest = points.slice(0, -1)
  if (rest.some((point) => point.every((value, i) => value <= newest[i]))) return rest
  return [...rest.filter((point) => !dominates(newest, point)), newest]
}
