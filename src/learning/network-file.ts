import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { type DataSpec, dataSchema } from '../data/catalogue.js'
import { type EncodeSettings, encodeSettingsSchema } from '../data/encode-settings.js'
import { planOffsets } from '../kernel/plan.js'
import type { Topology } from '../topology/topology.js'
import { parseTopology, topologyDocument } from '../topology/topology-document.js'
import { UsageError } from '../usage-error.js'
import { compileTopology } from './compiled-network.js'
import { type GradientRecipe, gradientRecipeSchema, isGradientRecipe } from './gradient-recipe.js'
import type { SplitScore } from './learning-rule.js'
import { learningRule } from './learning-rules.js'
import { quantisedWeights } from './quantise.js'
import { type Recipe, recipeSchema } from './recipe.js'
import { numbersHash, type TrainedNumbers } from './trained-numbers.js'

export const NETWORK_SCHEMA = 'motif-search/network/2'
/** Of networks that other rules than the gradients' have trained. */
export const RULE_NETWORK_SCHEMA = 'motif-search/network/3'

/** How a network came to be. */
interface NetworkFacts {
  readonly topology: Topology
  readonly data: DataSpec
  /** How a raw file becomes spikes; null where the task is generated. */
  readonly input: EncodeSettings | null
  readonly classNames: readonly string[]
  readonly score: { readonly selection: SplitScore; readonly test?: SplitScore }
  readonly seed: number
  readonly replicate: number
  readonly codeVersion: string
  readonly numericsVersion: number
  /** SHA-256 of everything that was trained: that of the evaluation which trains the same network. */
  readonly networkHash: string
}

/** A topology plus everything needed to use it. Arrays are in the order of the topology's kernel plan. */
export interface Network extends NetworkFacts {
  readonly recipe: GradientRecipe
  /** [weights] with signs, as they were trained: where the recipe has `weightBits`, whoever uses them rounds them (`usedWeights`). */
  readonly weights: Float32Array
  /** [neurons] R and membrane time constant, in simulation steps. */
  readonly resistance: Float32Array
  readonly tauMem: Float32Array
}

/** A network of another rule, which alone knows what its numbers mean (`LearningRule.shapeOf`). */
export interface RuleNetwork extends NetworkFacts {
  readonly recipe: Exclude<Recipe, GradientRecipe>
  readonly numbers: TrainedNumbers
}

export type AnyNetwork = Network | RuleNetwork

/** Puts together what a training has made and how it came to be. */
export function networkOf(facts: NetworkFacts, recipe: Recipe, numbers: TrainedNumbers): AnyNetwork {
  if (!isGradientRecipe(recipe)) return { ...facts, recipe, numbers }
  const { weights, resistance, tauMem } = numbers as Pick<Network, 'weights' | 'resistance' | 'tauMem'>
  return { ...facts, recipe, weights, resistance, tauMem }
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

const facts = {
  codeVersion: z.string(),
  numericsVersion: count,
  seed: count,
  replicate: count,
  networkHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex'),
  score: z.strictObject({ selection: scoreSchema, test: scoreSchema.optional() }),
  classNames: z.array(z.string()),
  data: dataSchema,
  input: encodeSettingsSchema.nullable(),
  topology: z.unknown(),
}

const fileSchema = z.strictObject({
  schema: z.literal(NETWORK_SCHEMA),
  ...facts,
  recipe: gradientRecipeSchema,
  weights: base64,
  resistance: base64,
  tauMem: base64,
})

const ruleFileSchema = z.strictObject({
  schema: z.literal(RULE_NETWORK_SCHEMA),
  ...facts,
  recipe: recipeSchema.refine((recipe) => !isGradientRecipe(recipe), `must be that of a ${NETWORK_SCHEMA}`),
  numbers: z.record(z.string(), base64),
})

/** Writes beside `file` and moves into place: whoever looks sees a whole network or none. */
export function saveNetwork(file: string, network: AnyNetwork): void {
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

/** Reads what `saveNetwork` wrote of a gradient's network. Throws a UsageError of one line for anything else. */
export function loadNetwork(file: string): Network {
  return gradientNetwork(loadAnyNetwork(file), file)
}

/** Throws UsageError for a network of another rule. */
export function gradientNetwork(network: AnyNetwork, where: string): Network {
  if (!('numbers' in network)) return network
  throw new UsageError(
    `${where} is a network of rule ${(network.recipe as Recipe).rule}: only those of surrogate and tssl-bp will do here`,
  )
}

/** Reads what `saveNetwork` wrote, of any rule. Throws a UsageError of one line for anything else. */
export function loadAnyNetwork(file: string): AnyNetwork {
  return parseNetwork(readJson(file), file)
}

/** As `loadAnyNetwork`, of a document that was read already; `where` names it in messages. */
export function parseNetwork(document: unknown, where: string): AnyNetwork {
  const network = isOfSchema(document, RULE_NETWORK_SCHEMA)
    ? readRuleNetwork(parsed(ruleFileSchema, document, where), where)
    : readGradientNetwork(parsed(fileSchema, document, where), where)
  if (numbersHash(numbersOf(network)) === network.networkHash) return network
  throw new UsageError(`${where} is damaged: the SHA-256 of its numbers is not the networkHash it states`)
}

/** Whether a document says that it is a network. */
export const isNetworkDocument = (document: unknown): boolean =>
  isOfSchema(document, NETWORK_SCHEMA) || isOfSchema(document, RULE_NETWORK_SCHEMA)

const isOfSchema = (document: unknown, schema: string): boolean =>
  typeof document === 'object' && document !== null && 'schema' in document && document.schema === schema

function parsed<Schema extends z.ZodType>(schema: Schema, document: unknown, where: string): z.output<Schema> {
  const result = schema.safeParse(document)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new UsageError(`${where} is no network file: ${issue.path.join('.') || 'it'}: ${issue.message}`)
}

function readGradientNetwork(
  { schema: _, score, topology: topologyPart, ...rest }: z.output<typeof fileSchema>,
  where: string,
): Network {
  const topology = parseTopology(topologyPart, `${where}: topology`)
  const { weights, neurons } = planOffsets(compileTopology(topology).plan)
  return {
    ...rest,
    topology,
    weights: floats(rest.weights, weights, `${where}: weights`),
    resistance: floats(rest.resistance, neurons, `${where}: resistance`),
    tauMem: floats(rest.tauMem, neurons, `${where}: tauMem`),
    score: readScores(score),
  }
}

function readRuleNetwork(
  { schema: _, score, recipe: anyRecipe, topology: topologyPart, ...rest }: z.output<typeof ruleFileSchema>,
  where: string,
): RuleNetwork {
  const recipe = anyRecipe as RuleNetwork['recipe']
  const topology = parseTopology(topologyPart, `${where}: topology`)
  const shape = Object.entries(learningRule(recipe).shapeOf(topology, recipe))
  const numbers = shape.map(([name, { type, length }]) => {
    const read = type === 'float32' ? floats : doubles
    return [name, read(rest.numbers[name] ?? '', length, `${where}: ${name}`)] as const
  })
  return { ...rest, recipe, topology, numbers: Object.fromEntries(numbers), score: readScores(score) }
}

/** In the order in which a training hashes itself. */
function numbersOf(network: AnyNetwork): TrainedNumbers {
  if ('numbers' in network) return network.numbers
  const { weights, resistance, tauMem } = network
  return { weights, resistance, tauMem }
}

function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')
    const reason = isMissing ? 'there is no such file' : error instanceof Error ? error.message : error
    throw new UsageError(`network file ${file} cannot be read: ${reason}; motif train RUN --save FILE writes one`)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${file} is no network file: it is not JSON`)
  }
}

function documentOf(network: AnyNetwork): object {
  const numbers = Object.fromEntries(
    Object.entries(numbersOf(network)).map(([name, array]) => [name, base64Of(array)] as const),
  )
  const isRules = 'numbers' in network
  return {
    schema: isRules ? RULE_NETWORK_SCHEMA : NETWORK_SCHEMA,
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
    ...(isRules ? { numbers } : numbers),
  }
}

const readScores = ({ selection, test }: z.output<typeof facts.score>): NetworkFacts['score'] => ({
  selection: readScore(selection),
  ...(test && { test: readScore(test) }),
})

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
const base64Of = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

function floats(text: string, length: number, where: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  if (bytes.length !== 4 * length) {
    throw new UsageError(`${where} must hold ${length} floats for this topology, but holds ${bytes.length} bytes`)
  }
  return new Float32Array(bytes.buffer)
}

function doubles(text: string, length: number, where: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  if (bytes.length !== 8 * length) {
    throw new UsageError(`${where} must hold ${length} doubles for this topology, but holds ${bytes.length} bytes`)
  }
  return new Float64Array(bytes.buffer)
}
