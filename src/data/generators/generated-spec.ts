import type { z } from 'zod'
import { cueAccumulationSchema } from './cue-accumulation.js'
import { delayedMatchSchema } from './delayed-match.js'
import { nBackSchema } from './n-back.js'
import { poissonTemplatesSchema } from './poisson-templates.js'
import { randmanSchema } from './randman.js'
import { spikingXorSchema } from './spiking-xor.js'
import { temporalXorSchema } from './temporal-xor.js'
import { yinYangSchema } from './yin-yang.js'

/** Settings of every task that is drawn from the seed, told apart by `source`. */
export const generatedSchemas = [
  delayedMatchSchema,
  cueAccumulationSchema,
  temporalXorSchema,
  nBackSchema,
  poissonTemplatesSchema,
  randmanSchema,
  spikingXorSchema,
  yinYangSchema,
] as const

export type GeneratedSpec = z.output<(typeof generatedSchemas)[number]>
export type GeneratedSource = GeneratedSpec['source']

const sources: ReadonlySet<string> = new Set(generatedSchemas.map((schema) => schema.shape.source.value))

/** True for data that is drawn from the seed: fresh in each replicate, and available in any thread. */
export const isGenerated = <Spec extends { readonly source: string }>(
  spec: Spec,
): spec is Extract<Spec, { source: GeneratedSource }> => sources.has(spec.source)
