import { expect, it } from 'vitest'
import { z } from 'zod'
import { parseSettings } from '../../src/search/parse-settings.js'

it('a name where a name or a document may stand is told the known names', () => {
  const schema = z.object({
    topologies: z.array(z.union([z.enum(['ring', 'random']), z.record(z.string(), z.unknown())])),
  })
  expect(() => parseSettings(schema, { topologies: ['rin'] }, 'strategy')).toThrow(
    'strategy.topologies.0: must be one of ring, random, but got "rin"; did you mean "ring"?',
  )
})
