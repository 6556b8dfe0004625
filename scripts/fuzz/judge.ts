import { BadFile } from '../../src/data/readers/bad-file.js'
import { FUZZED, type FuzzTarget } from './fuzz-target.js'
import { fuzzKey, mutate } from './mutate.js'

/** Memory that reading one damaged file may add to what the process has ever held. */
const MOST_MEMORY = 600 * 2 ** 20

export type Verdict = 'read' | 'refused'

/** Reads damaged file `number` of a target. Throws where the reader does anything but give a signal or a proper BadFile. */
export async function judge(target: FuzzTarget, seeds: readonly Uint8Array[], number: number): Promise<Verdict> {
  const bytes = mutate(seeds[number % seeds.length], fuzzKey(target.name, number))
  const before = process.resourceUsage().maxRSS
  const verdict = await verdictOn(target, bytes, number)
  const grown = 1024 * (process.resourceUsage().maxRSS - before)
  if (grown > MOST_MEMORY) throw new Error(`${target.name}, case ${number}: took ${grown} bytes of memory`)
  return verdict
}

async function verdictOn(target: FuzzTarget, bytes: Uint8Array, number: number): Promise<Verdict> {
  try {
    await target.read(bytes)
    return 'read'
  } catch (error) {
    if (error instanceof BadFile && error.message.includes(FUZZED) && target.where.test(error.reason)) return 'refused'
    throw new Error(`${target.name}, case ${number}: ${error instanceof Error ? error.stack : String(error)}`)
  }
}
