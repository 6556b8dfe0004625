/*
 * The plain twins of the wave layer's kernels: one unit after another, every operation rounded to float32, in the order
 * of the equations. `n` is the number of units.
 */
const f = Math.fround

/** Sum of the columns of `coupling` [pre][post] of the units that fired, in their order. */
export function sumColumns(columns: Float32Array, fired: Iterable<number>, n: number): Float32Array {
  const sum = new Float32Array(n)
  for (const pre of fired) for (let post = 0; post < n; post++) sum[post] = f(sum[post] + columns[pre * n + post])
  return sum
}

export interface LifState {
  readonly voltage: Float32Array
  readonly threshold: Float32Array
  /** Units that fired in the step before, ascending. */
  readonly fired: readonly number[]
}

export interface LifNumbers {
  /** dt / tau_v */
  readonly leak: number
  /** v_th */
  readonly rest: number
  /** dt / tau_theta */
  readonly decay: number
  /** dt theta+ */
  readonly rise: number
}

/** tau_v dv/dt = -v + U + external; d theta/dt by the spikes of the step before; then test, clip and reset. */
export function stepLif(
  { voltage, threshold, fired }: LifState,
  coupling: Float32Array,
  external: Float32Array,
  reset: Float32Array,
  { leak, rest, decay, rise }: LifNumbers,
): LifState {
  const before = new Set(fired)
  const v = voltage.slice()
  const theta = threshold.slice()
  const now: number[] = []
  for (let i = 0; i < v.length; i++) {
    v[i] = f(v[i] + f(f(leak) * f(f(coupling[i] + external[i]) - v[i])))
    theta[i] = f(theta[i] + (before.has(i) ? f(rise) : f(f(decay) * f(f(rest) - theta[i]))))
    if (v[i] > theta[i]) now.push(i)
    if (v[i] < 0) v[i] = 0
    if (v[i] > theta[i]) v[i] = reset[i]
  }
  return { voltage: v, threshold: theta, fired: now }
}

export interface IzhikevichState {
  readonly voltage: Float32Array
  readonly recovery: Float32Array
}

export interface IzhikevichNumbers {
  readonly a: number
  readonly b: number
  readonly peak: number
}

/** Units at their peak are reset and fire; their columns are summed by `couple`; two half steps of v, then u. */
export function stepIzhikevich(
  { voltage, recovery }: IzhikevichState,
  couple: (fired: readonly number[]) => Float32Array,
  external: Float32Array,
  c: Float32Array,
  d: Float32Array,
  { a, b, peak }: IzhikevichNumbers,
): IzhikevichState & { readonly fired: readonly number[] } {
  const v = voltage.slice()
  const u = recovery.slice()
  const fired: number[] = []
  for (let i = 0; i < v.length; i++) {
    if (v[i] < peak) continue
    fired.push(i)
    v[i] = c[i]
    u[i] = f(u[i] + d[i])
  }
  const coupling = couple(fired)
  for (let i = 0; i < v.length; i++) {
    const rest = f(f(140 - u[i]) + f(coupling[i] + external[i]))
    for (let half = 0; half < 2; half++) {
      v[i] = f(v[i] + f(0.5 * f(f(f(f(f(0.04) * v[i]) + 5) * v[i]) + rest)))
    }
    u[i] = f(u[i] + f(f(a) * f(f(f(b) * v[i]) - u[i])))
  }
  return { voltage: v, recovery: u, fired }
}
