import { cpus } from 'node:os'
import { criteriaPart } from './criteria.js'
import type { FirstSpikeFacts } from './parts.js'
import { digitsPart, phenomenonPart, speedPart, yinYangPart } from './tables.js'

/** `missing`: parts that were not measured; `notes`: what the numbers mean, written by hand. */
export function firstSpikeReport(facts: FirstSpikeFacts, missing: readonly string[], notes: string): string {
  return [
    '# First-spike networks: Yin-Yang, digits, synchronization and semantization',
    '',
    `Command: \`npm run reproduce:first-spike\`, a JSON file per part under docs/results/first-spike, joined here. Node ${process.version},`,
    `${cpus()[0]?.model ?? 'unknown processor'}. Measures of spread and classes are our definitions (docs/guides/first-spike.md), here and for the`,
    'authors’ stored networks: their own text could not be read.',
    '',
    ...(missing.length > 0 ? [`Not measured yet: ${missing.join(', ')}.`, ''] : []),
    ...criteriaPart(facts),
    ...yinYangPart(facts),
    ...digitsPart(facts),
    ...phenomenonPart(facts),
    ...speedPart(facts),
    notes,
  ].join('\n')
}
