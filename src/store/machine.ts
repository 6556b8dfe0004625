import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os'

/** Where a session ran: no result depends on it, but times do. Names neither the machine nor its user. */
export interface Machine {
  /** Of Node.js, such as v20.20.2. */
  readonly node: string
  /** Of the operating system, such as linux x64. */
  readonly platform: string
  readonly processor: string
  /** That the process may use. */
  readonly cores: number
  readonly memoryBytes: number
}

export function thisMachine(): Machine {
  return {
    node: process.version,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  }
}
