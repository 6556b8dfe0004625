import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** Above this load average before the start, something else runs. */
const BUSY = 0.5

export interface Machine {
  readonly node: string
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  /** Mean number of running processes over the last minute, before the bench began. */
  readonly load: number
}

export function describeMachine(): Machine {
  return {
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown processor',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0],
  }
}

export function machineLine({ node, processor, cores, memoryGiB }: Machine): string {
  return `Node ${node}, ${processor}, ${cores} cores, ${memoryGiB} GiB.`
}

/** Undefined on a quiet machine. */
export function disturbance({ load, cores }: Machine): string | undefined {
  if (load <= BUSY) return undefined
  return `**Disturbed**: the load average was ${load.toFixed(2)} before the start (${cores} cores), so other programs ran; numbers are upper bounds of times, and ratios of threads mean little.`
}
