import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { dataSchema } from '../../src/data/catalogue.js'
import { packageRoot } from '../../src/package-root.js'
import { spaceSchema } from '../../src/search/space-schema.js'
import { studyJsonSchema } from '../../src/search/study.js'
import { builtInStudies, findStudy, readStudy } from '../../src/search/study-file.js'
import { parseSearchSpace, searchSpaceDocument } from '../../src/topology/search-space-document.js'

const file = join(packageRoot(), 'search-spaces/study.schema.json')
const schema = JSON.parse(JSON.stringify(studyJsonSchema()))

describe('search-spaces/study.schema.json', () => {
  it('is the schema of study files; a change of it is written there with `motif study schema`', () => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema)
  })

  it('is what the built-in studies point their editors to', () => {
    for (const name of builtInStudies()) {
      expect(readFileSync(findStudy(name), 'utf8')).toMatch(
        /^# yaml-language-server: \$schema=\.\/study\.schema\.json\n/,
      )
    }
  })

  it('knows the keys of every part of a study', () => {
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['data', 'space', 'recipe', 'strategy']))
    expect(Object.keys(schema.properties.space.properties)).toEqual([
      'neuron',
      'inputs',
      'readout',
      'layers',
      'feedForward',
    ])
    const layer = schema.properties.space.properties.layers.items
    expect(layer.properties.motifSizes.items).toMatchObject({ type: 'integer' })
    expect(layer.additionalProperties).toBe(false)
    expect(schema.properties.data.oneOf ?? schema.properties.data.anyOf).toHaveLength(dataSchema.options.length)
  })
})

describe("the editors' schema of a space", () => {
  const full = {
    neuron: { model: 'lif', tauMem: 10, tauSyn: 4 },
    inputs: 12,
    readout: { kind: 'spiking', classes: 2 },
    layers: [
      {
        neurons: 16,
        motifSizes: [4],
        synapses: 'search',
        lateral: 'none',
        selfConnections: false,
        ring: true,
        signs: 'free',
        probabilities: { excitatory: 0.5, inhibitory: 0.25, absent: 0.25 },
      },
      { neurons: 4, synapses: { fixed: ['+-', '.+'] } },
    ],
  }

  it('accepts what the reader accepts', () => {
    const read = parseSearchSpace(full, 'full')
    expect(spaceSchema.safeParse(full).error).toBeUndefined()
    expect(spaceSchema.safeParse(searchSpaceDocument(read)).error).toBeUndefined()
    for (const name of builtInStudies()) {
      const written = parse(readFileSync(findStudy(name), 'utf8')) as { space: unknown }
      expect(spaceSchema.safeParse(written.space).error).toBeUndefined()
      expect(spaceSchema.safeParse(searchSpaceDocument(readStudy(name).space)).error).toBeUndefined()
    }
  })

  it('has the defaults of the reader', () => {
    const layers = [{ neurons: 16, motifSizes: [4] }]
    const short = { neuron: { tauMem: 10, tauSyn: 4 }, inputs: 12, readout: { classes: 2 }, layers }
    expect(searchSpaceDocument(parseSearchSpace(short, 'short'))).toEqual(spaceSchema.parse(short))
  })

  it.each([
    { ...full, layer: [] },
    { ...full, layers: [] },
    { ...full, neuron: { tauMem: 10 } },
    { ...full, layers: [{ ...full.layers[0], motifSize: [4] }] },
    { ...full, layers: [{ ...full.layers[0], lateral: 'serch' }] },
    { ...full, layers: [{ ...full.layers[0], synapses: { fixed: ['+x'] } }] },
  ])('refuses what the reader refuses (%#)', (space) => {
    expect(() => parseSearchSpace(space, 'space')).toThrow()
    expect(spaceSchema.safeParse(space).success).toBe(false)
  })
})
