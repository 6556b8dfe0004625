import type { z } from 'zod'

/** The parts of a zod schema's definition that are looked at here. */
interface Definition {
  readonly innerType?: Schema
  readonly element?: Schema
  readonly valueType?: Schema
  readonly items?: readonly Schema[]
  readonly options?: readonly Schema[]
  readonly discriminator?: string
  readonly values?: readonly unknown[]
  readonly entries?: Readonly<Record<string, unknown>>
  readonly defaultValue?: unknown
}

interface Schema {
  readonly def: Definition
  readonly shape?: Readonly<Record<string, Schema>>
}

/** Keys that an object at a path may have; of a discriminated union those of the kind that `raw` says it is. */
export function knownKeys(schema: z.ZodType, raw: unknown, path: readonly PropertyKey[]): string[] {
  const { shape, options = [] } = schemaAt(schema, raw, path)
  const shapes = shape ? [shape] : options.map((option) => unwrapped(option).shape ?? {})
  return [...new Set(shapes.flatMap((each) => Object.keys(each)))]
}

/** Names of the kinds of a discriminated union whose discriminator stands at a path. */
export function knownKinds(schema: z.ZodType, raw: unknown, path: readonly PropertyKey[]): string[] {
  const { def, options = [] } = schemaAt(schema, raw, path.slice(0, -1))
  return options.flatMap((option) => kindsOf(option, def.discriminator)).map(String)
}

interface Found {
  readonly def: Definition
  readonly shape?: Readonly<Record<string, Schema>> | undefined
  readonly options?: readonly Schema[] | undefined
}

/** The schema of what stands at a path; empty where the schema does not tell. */
function schemaAt(schema: z.ZodType, raw: unknown, path: readonly PropertyKey[]): Found {
  let current = chosen(schema as unknown as Schema, raw)
  let value = raw
  for (const part of path) {
    value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined
    const next = inside(current, part)
    if (next === undefined) return { def: {} }
    current = chosen(next, value)
  }
  return { def: current.def, shape: current.shape, options: current.def.options }
}

function inside({ shape, def }: Schema, part: PropertyKey): Schema | undefined {
  return shape?.[String(part)] ?? def.element ?? def.items?.[Number(part)] ?? def.valueType
}

/** Without defaults and the like, and, where `raw` says which, one kind of a discriminated union. */
function chosen(schema: Schema, raw: unknown): Schema {
  const plain = unwrapped(schema)
  const { options, discriminator } = plain.def
  if (!options || discriminator === undefined || typeof raw !== 'object' || raw === null) return plain
  const kind = (raw as Record<string, unknown>)[discriminator]
  const option = options.find((each) =>
    kind === undefined ? isUsual(each, discriminator) : kindsOf(each, discriminator).includes(kind),
  )
  return option ? unwrapped(option) : plain
}

function unwrapped(schema: Schema): Schema {
  let current = schema
  while (current.def.innerType) current = current.def.innerType
  return current
}

function kindsOf(option: Schema, discriminator: string | undefined): readonly unknown[] {
  const named = discriminator === undefined ? undefined : unwrapped(option).shape?.[discriminator]
  if (named === undefined) return []
  const { values, entries } = unwrapped(named).def
  return values ?? Object.values(entries ?? {})
}

/** Whether an option is meant where nothing says which. */
function isUsual(option: Schema, discriminator: string): boolean {
  return unwrapped(option).shape?.[discriminator]?.def.defaultValue !== undefined
}
