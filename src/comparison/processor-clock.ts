/** Processor seconds of this process so far: what work takes where it need not share, however busy the machine is. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
