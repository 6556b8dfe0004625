import { type DataSpec, dataSchema, describeData, isGenerated, withOverride } from '../data/catalogue.js'
import type { Topology } from '../topology/topology.js'
import { UsageError } from '../usage-error.js'
import { parseSettings } from './parse-settings.js'

/** A split without samples has no accuracy: what needs one is refused before the work is done. */
export function checkSamples(data: DataSpec, isCompared: boolean, where: string): void {
  if (!isGenerated(data)) return
  for (const split of isCompared ? (['selection', 'test'] as const) : (['selection'] as const)) {
    if (data.samples[split] > 0) continue
    const what = split === 'test' ? 'comparisons are scored on it' : 'candidates are scored on it'
    throw new UsageError(`${where}.data.samples.${split}: must be at least 1, as ${what}, but got 0`)
  }
}

/** Another difficulty is still the same networks' task: inputs and classes stay. */
export function checkOverride(data: DataSpec, override: Readonly<Record<string, number>>, where: string): void {
  if (Object.keys(override).length === 0) return
  if (!isGenerated(data)) {
    throw new UsageError(
      `${where}: must be left out, as only a generated task has other settings, but the data is ${data.source}`,
    )
  }
  const [own, other] = [describeData(data), describeData(overridden(data, override, where))]
  if (own.channels === other.channels && own.classes === other.classes) return
  throw new UsageError(
    `${where}: must keep the ${own.channels} inputs and ${own.classes} classes of the data, but gives ` +
      `${other.channels} and ${other.classes}`,
  )
}

function overridden(data: DataSpec, override: Readonly<Record<string, number>>, where: string): DataSpec {
  if (Object.keys(override).every((name) => name in data)) parseSettings(dataSchema, { ...data, ...override }, where)
  try {
    return withOverride(data, override)
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${where}: ${error.message}`)
    throw error
  }
}

/** A network of other inputs or classes than its data's would read memory that is not its own. Throws UsageError. */
export function checkShape(
  { inputs, readout: { classes } }: Topology,
  data: Readonly<{ channels: number; classes: number }>,
  name: string,
): void {
  if (inputs !== data.channels) {
    throw new UsageError(`${name} has ${inputs} inputs, but the data has ${data.channels} channels`)
  }
  if (classes === data.classes) return
  throw new UsageError(`${name} has ${classes} classes, but the data has ${data.classes}`)
}
