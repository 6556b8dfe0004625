import { z } from 'zod'
import { fileSchemas } from './file-spec.js'
import { generatedSchemas } from './generators/generated-spec.js'
import { patternSchemas } from './pattern-spec.js'

/** The `data` section of a study. */
export const dataSchema = z.discriminatedUnion('source', [...generatedSchemas, ...fileSchemas, ...patternSchemas])

export type DataSpec = z.output<typeof dataSchema>
export type DataSource = DataSpec['source']
