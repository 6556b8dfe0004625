import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { type DataSpec, dataSchema } from '../data/catalogue.js'
import { type EncodeSettings, encodeSettingsSchema } from '../data/encode-settings.js'
import { planOffsets } from '../kernel/plan.js'
import type { Topology } from '../topology/topology.js'
import { parseTopology, topologyDocument } from '../topology/topology-document.js'
import { UsageError } from '../usage-error.js'
import { compileTopology } from './compiled-network.js'
import { quantisedWeights } from './quantise.js'
import { type Recipe, recipeSchema } from './recipe.js'
import type { SplitScore } from './training.js'

export const NETWORK_SCHEMA = 'motif-search/network/2'

/** A topology plus everything needed to use it. Arrays are in the order of the topology's kernel plan. */
export interface Network {
  readonly topology: Topology
  /** [weights] with signs, as they were trained: where the recipe has `weightBits`, whoever uses them rounds them (`usedWeights`). */
  readonly weights: Float32Array
  /** [neurons] R and membrane time constant, in simulation steps. */
  readonly resistance: Float32Array
  readonly tauMem: Float32Array
  readonly data: DataSpec
  /** How a raw file becomes spikes; null where the task is generated. */
  readonly input: EncodeSettings | null
  readonly classNames: readonly string[]
  readonly recipe: Recipe
  readonly score: { readonly selection: SplitScore; readonly test?: SplitScore }
  readonly seed: number
  readonly replicate: number
  readonly codeVersion: string
  readonly numericsVersion: number
  /** SHA-256 of weights, R and tau: that of the evaluation which trains the same network. */
  readonly networkHash: string
}

/** The weights with which the network was scored and labels samples. */
export function usedWeights({
  topology,
  weights,
  recipe,
}: Pick<Network, 'topology' | 'weights' | 'recipe'>): Float32Array {
  const { weightBits } = recipe
  return weightBits === undefined ? weights : quantisedWeights(compileTopology(topology).plan, weights, weightBits)
}

const count = z.int().nonnegative()
const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64 of 32-bit floats')
/** Rates of a split without samples are not finite: JSON has null for them. */
const real = z.number().nullable()
const scoreSchema = z.strictObject({
  accuracy: real,
  loss: real,
  spikesPerSample: real,
  synapticOperations: real,
  firingRate: real,
})

const fileSchema = z.strictObject({
  schema: z.literal(NETWORK_SCHEMA),
  codeVersion: z.string(),
  numericsVersion: count,
  seed: count,
  replicate: count,
  networkHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex'),
  score: z.strictObject({ selection: scoreSchema, test: scoreSchema.optional() }),
  classNames: z.array(z.string()),
  data: dataSchema,
  input: encodeSettingsSchema.nullable(),
  recipe: recipeSchema,
  topology: z.unknown(),
  weights: base64,
  resistance: base64,
  tauMem: base64,
})

/** Writes beside `file` and moves into place: whoever looks sees a whole network or none. */
export function saveNetwork(file: string, network: Network): void {
  const draft = `${file}.${process.pid}.draft`
  try {
    const handle = openSync(draft, 'w')
    try {
      writeFileSync(handle, `${JSON.stringify(documentOf(network), null, 1)}\n`)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** Reads what `saveNetwork` wrote. Throws a UsageError of one line for anything else. */
export function loadNetwork(file: string): Network {
  return parseNetwork(readJson(file), file)
}

/** As `loadNetwork`, of a document that was read already; `where` names it in messages. */
export function parseNetwork(document: unknown, where: string): Network {
  const result = fileSchema.safeParse(document)
  if (!result.success) {
    const [issue] = result.error.issues
    throw new UsageError(`${where} is no network file: ${issue.path.join('.') || 'it'}: ${issue.message}`)
  }
  const { schema: _, score, topology: topologyPart, ...rest } = result.data
  const topology = parseTopology(topologyPart, `${where}: topology`)
  const { weights, neurons } = planOffsets(compileTopology(topology).plan)
  const network: Network = {
    ...rest,
    topology,
    weights: floats(rest.weights, weights, `${where}: weights`),
    resistance: floats(rest.resistance, neurons, `${where}: resistance`),
    tauMem: floats(rest.tauMem, neurons, `${where}: tauMem`),
    score: { selection: readScore(score.selection), ...(score.test && { test: readScore(score.test) }) },
  }
  if (hashOf(network) === network.networkHash) return network
  throw new UsageError(`${where} is damaged: the SHA-256 of its numbers is not the networkHash it states`)
}

function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`network file ${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${file} is no network file: it is not JSON`)
  }
}

function documentOf(network: Network): object {
  return {
    schema: NETWORK_SCHEMA,
    codeVersion: network.codeVersion,
    numericsVersion: network.numericsVersion,
    seed: network.seed,
    replicate: network.replicate,
    networkHash: network.networkHash,
    score: network.score,
    classNames: network.classNames,
    data: network.data,
    input: network.input,
    recipe: network.recipe,
    topology: topologyDocument(network.topology),
    weights: base64Of(network.weights),
    resistance: base64Of(network.resistance),
    tauMem: base64Of(network.tauMem),
  }
}

/** In the order in which a training hashes itself. */
function hashOf({ weights, resistance, tauMem }: Network): string {
  const hash = createHash('sha256')
  for (const array of [weights, resistance, tauMem]) hash.update(bytesOf(array))
  return hash.digest('hex')
}

function readScore(score: z.output<typeof scoreSchema>): SplitScore {
  const { accuracy, loss, spikesPerSample, synapticOperations, firingRate } = score
  const number = (x: number | null): number => x ?? Number.NaN
  return {
    accuracy: number(accuracy),
    loss: number(loss),
    spikesPerSample: number(spikesPerSample),
    synapticOperations: number(synapticOperations),
    firingRate: number(firingRate),
  }
}

/** Little-endian, as every machine is that this runs on. */
function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

const base64Of = (array: Float32Array): string => Buffer.from(bytesOf(array)).toString('base64')

function floats(text: string, length: number, where: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  if (bytes.length !== 4 * length) {
    throw new UsageError(`${where} must hold ${length} floats for this topology, but holds ${bytes.length} bytes`)
  }
  return new Float32Array(bytes.buffer)
}
