import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { dataSchema } from '../../src/data/catalogue.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { compileTopology } from '../../src/learning/compiled-network.js'
import { gradientRecipeSchema } from '../../src/learning/gradient-recipe.js'
import { loadNetwork, type Network, saveNetwork } from '../../src/learning/network-file.js'
import { parseTopology } from '../../src/topology/topology-document.js'

const folder = mkdtempSync(join(tmpdir(), 'motif-network-'))
const file = join(folder, 'network.json')
afterEach(() => rmSync(file, { force: true, recursive: true }))

const topology = parseTopology(
  {
    neuron: { model: 'lif', tauMem: 10, tauSyn: 4 },
    inputs: 3,
    layers: [{ neurons: 4, recurrent: { kind: 'motif', motif: { synapses: ['+-', '.+'], lateral: '+.' } } }],
    readout: { kind: 'count', classes: 2 },
  },
  'test',
)
const { weights: count, neurons } = planOffsets(compileTopology(topology).plan)
const weights = Float32Array.from({ length: count }, (_, i) => [Math.fround(0.1), -0, 1e-38, -3.75][i % 4])
const resistance = new Float32Array(neurons).fill(10.25)
const tauMem = new Float32Array(neurons).fill(Math.fround(9.9))

function hashOf(): string {
  const hash = createHash('sha256')
  for (const array of [weights, resistance, tauMem]) hash.update(Buffer.from(array.buffer))
  return hash.digest('hex')
}

const network: Network = {
  ...{ topology, weights, resistance, tauMem, seed: 7, replicate: 2, codeVersion: '0.1.0', numericsVersion: 1 },
  data: dataSchema.parse({ source: 'delayed-match', gap: 5 }),
  input: null,
  classNames: ['same', 'different'],
  recipe: gradientRecipeSchema.parse({}),
  score: {
    selection: { accuracy: 0.75, loss: Number.NaN, spikesPerSample: 3, synapticOperations: 20, firingRate: 0.1 },
  },
  networkHash: hashOf(),
}

/** The saved document with some of its fields replaced. */
function forged(changes: object): void {
  saveNetwork(file, network)
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...changes }))
}

describe('a network file', () => {
  it('gives back every bit of what was saved', () => {
    saveNetwork(file, network)
    expect(loadNetwork(file)).toEqual(network)
    expect(Object.is(loadNetwork(file).weights[1], -0)).toBe(true)
  })

  it('appears whole and leaves nothing beside it', () => {
    saveNetwork(file, network)
    saveNetwork(file, { ...network, seed: 8 })
    expect(loadNetwork(file).seed).toBe(8)
    expect(readdirSync(folder)).toEqual(['network.json'])
  })

  it('that cannot be written leaves nothing', () => {
    expect(() => saveNetwork(join(folder, 'absent', 'x.json'), network)).toThrow('ENOENT')
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['another schema', { schema: 'motif-search/network/9' }, /is no network file: schema: /],
    ['an unknown key', { extra: 1 }, /is no network file: it: .*extra/],
    ['a missing part', { data: undefined }, /is no network file: data/],
    ['too few weights', { weights: '' }, /: weights must hold \d+ floats for this topology, but holds 0 bytes/],
    ['text that is no base64', { tauMem: '*' }, /tauMem: must be base64 of 32-bit floats/],
    ['another topology', { topology: { inputs: 3 } }, /: topology: neuron/],
    ['another number', { resistance: Buffer.from(tauMem.buffer).toString('base64') }, /is damaged: the SHA-256/],
  ])('with %s is refused in one line', (_, changes, message) => {
    forged(changes)
    expect(() => loadNetwork(file)).toThrow(message)
    expect(() => loadNetwork(file)).toThrow(/^[^\n]*$/)
  })

  it('that is none is refused', () => {
    expect(() => loadNetwork(file)).toThrow(/cannot be read: there is no such file/)
    writeFileSync(file, 'no JSON')
    expect(() => loadNetwork(file)).toThrow('is no network file: it is not JSON')
  })
})
