import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { didYouMean } from '../../nearest-name.js'
import { UsageError } from '../../usage-error.js'
import { shapeSchema } from '../signal-shape-schema.js'
import { userFormatSchema } from './user-format.js'

const DESCRIPTION_SCHEMA = 'motif-search/user-data/1'

export const userNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and dashes')

const sampleSchema = z.strictObject({
  /** Below `root`, with forward slashes. */
  path: z.string().min(1),
  label: z.int().nonnegative(),
  part: z.enum(['train', 'test']),
  group: z.string().nullable(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

const descriptionSchema = z.strictObject({
  schema: z.literal(DESCRIPTION_SCHEMA),
  name: userNameSchema,
  /** The folder or archive that holds the files. */
  root: z.string().min(1),
  format: userFormatSchema,
  shape: shapeSchema,
  classNames: z.array(z.string()).min(1),
  licence: z.string().nullable(),
  attribution: z.string(),
  samples: z.array(sampleSchema).min(1),
})

/** What `motif data add` writes down of the user's files: where they lie, what they are, and what was in them. */
export type UserDescription = z.output<typeof descriptionSchema>
export type UserSample = z.output<typeof sampleSchema>

/** Where descriptions are kept: $MOTIF_SETS, else motif-search/sets in $XDG_DATA_HOME or ~/.local/share. */
export function descriptionFolder(): string {
  const { MOTIF_SETS: named, XDG_DATA_HOME: shared } = process.env
  if (named) return resolve(named)
  return join(shared ? resolve(shared) : join(homedir(), '.local', 'share'), 'motif-search', 'sets')
}

export const descriptionFile = (name: string) => join(descriptionFolder(), `${name}.json`)

/** Names of the user's sets, sorted. */
export function userSetNames(): string[] {
  const folder = descriptionFolder()
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'))
    .sort()
}

const known = new Map<string, { text: string; description: UserDescription }>()

/** Throws UsageError when there is none of that name, or its file is not what `motif data add` writes. */
export function readDescription(name: string): UserDescription {
  const file = descriptionFile(name)
  if (!existsSync(file)) {
    const names = userSetNames()
    const hint = names.length === 0 ? '' : didYouMean(name, names) || `; there are ${names.join(', ')}`
    throw new UsageError(
      `there is no data set '${name}' of yours${hint}: motif data add ${name} PATH --kind KIND makes it`,
    )
  }
  const text = readFileSync(file, 'utf8')
  const kept = known.get(file)
  if (kept?.text === text) return kept.description
  const result = descriptionSchema.safeParse(parsed(text))
  if (!result.success) {
    const [issue] = result.error.issues
    throw new UsageError(
      `${file} describes no data set: ${issue.path.join('.') || 'it'}: ${issue.message}; add it again`,
    )
  }
  known.set(file, { text, description: result.data })
  return result.data
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Writes beside the file and moves into place. */
export function writeDescription(description: Omit<UserDescription, 'schema'>): string {
  const file = descriptionFile(description.name)
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.draft`
  try {
    writeFileSync(draft, `${JSON.stringify({ schema: DESCRIPTION_SCHEMA, ...description }, null, 1)}\n`)
    renameSync(draft, file)
  } finally {
    rmSync(draft, { force: true })
  }
  return file
}

/** Of everything that the encoded set depends on: not where the files lie. */
export function descriptionFingerprint({ format, shape, classNames, samples }: UserDescription): string {
  return createHash('sha256')
    .update(JSON.stringify([format, shape, classNames, samples]))
    .digest('hex')
}
