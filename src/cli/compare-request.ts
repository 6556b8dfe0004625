import { differenceKinds } from '../comparison/design-differences.js'
import type { GivenArm } from '../comparison/given-arm.js'
import type { ComparisonRequest } from '../comparison/plan-comparison.js'
import { parseVariants } from '../comparison/recipe-variants.js'
import { didYouMean } from '../nearest-name.js'
import type { ComparisonSpec, Study } from '../search/study.js'
import { readStudy } from '../search/study-file.js'
import { UsageError } from '../usage-error.js'
import { givenArms } from './given-arms.js'

export interface CompareRequestArguments {
  readonly arms: readonly string[]
  readonly seeds: number | undefined
  readonly draws: number | undefined
  readonly choiceSeeds: number | undefined
  readonly primary: string | undefined
  readonly declared: boolean | undefined
  readonly difficulty: readonly string[] | undefined
  readonly success: string | undefined
  readonly repairSquare: string | undefined
  readonly allow: readonly string[] | undefined
  readonly on: 'test' | 'selection' | undefined
  readonly withSelection: boolean | undefined
  readonly study: string | undefined
  readonly vary: string | undefined
}

const REPLICATES = 5
const DRAWS = 3
const CHOICE_REPLICATES = 2

/** What the command line asks for. Throws UsageError. */
export async function compareRequest(argv: CompareRequestArguments): Promise<ComparisonRequest> {
  const arms = await givenArms(argv.arms, argv.draws ?? DRAWS)
  const spec = argv.declared ? declaredSpec(argv, arms) : undefined
  return {
    arms: [...arms, ...declaredArms(spec, arms)],
    study: argv.study === undefined ? undefined : readStudy(argv.study),
    question: spec?.question ?? '',
    replicates: argv.seeds ?? spec?.replicates ?? REPLICATES,
    choiceReplicates: argv.choiceSeeds ?? CHOICE_REPLICATES,
    scoreOn: argv.on ?? 'test',
    ...(argv.withSelection && { withSelection: true }),
    override: spec ? spec.override : parseDifficulty(argv.difficulty ?? []),
    success: parseSuccess(argv.success),
    primary: primaryOf(argv.primary, spec, arms),
    square: parseSquare(argv.repairSquare),
    ...(argv.vary !== undefined && { vary: parseVariants(argv.vary) }),
    allow: parseAllowed(argv.allow ?? []),
  }
}

/** What `--declared` fixes may not be said again. */
function declaredSpec(argv: CompareRequestArguments, arms: readonly GivenArm[]): ComparisonSpec {
  for (const name of ['seeds', 'draws', 'primary', 'difficulty'] as const) {
    const value = argv[name]
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue
    throw new UsageError(`--${name} must be left out with --declared: the study has fixed it`)
  }
  const study = firstStudy(arms)
  const declared = study.comparisons.filter(({ primary }) => primary !== undefined)
  if (declared.length === 1) return declared[0]
  throw new UsageError(
    `--declared needs a study whose comparisons have one with a primary contrast, but that of the first run has ${declared.length}`,
  )
}

function firstStudy(arms: readonly GivenArm[]): Study {
  const [first] = arms[0].sources
  if (first.kind === 'run') return first.study
  throw new UsageError(`--declared needs a run as the first arm, but ${first.reference} is none`)
}

function declaredArms(spec: ComparisonSpec | undefined, given: readonly GivenArm[]): GivenArm[] {
  const added = (spec?.arms ?? []).filter(({ topology }) => given.every(({ name }) => name !== topology))
  return added.map(({ topology, draws }) => ({
    name: topology,
    sources: [{ kind: 'handmade', reference: topology, draws }],
  }))
}

function primaryOf(
  text: string | undefined,
  spec: ComparisonSpec | undefined,
  arms: readonly GivenArm[],
): ComparisonRequest['primary'] {
  if (spec?.primary) return { a: arms[0].name, b: spec.primary, declared: 'in the study' }
  if (text === undefined) return undefined
  const [a, b, ...rest] = text.split(':')
  if (a && b && rest.length === 0) return { a, b, declared: 'on the command line' }
  throw new UsageError(`--primary must be two arms as ARM:ARM, but got "${text}"`)
}

/** `gap=80` */
function parseDifficulty(texts: readonly string[]): Record<string, number> {
  const pairs = texts.map((text): [string, number] => {
    const [name, value, ...rest] = text.split('=')
    const number = Number(value)
    if (name && value && rest.length === 0 && Number.isFinite(number)) return [name, number]
    throw new UsageError(`--difficulty must be a setting of the task such as gap=80, but got "${text}"`)
  })
  return Object.fromEntries(pairs)
}

function parseSuccess(text: string | undefined): number[] {
  if (text === undefined) return []
  return text.split(',').map((part) => {
    const value = part.trim() === '' ? Number.NaN : Number(part)
    if (value > 0 && Number.isFinite(value)) return value
    throw new UsageError(`--success must be numbers above 0 such as 0.75,0.95, but got "${text}"`)
  })
}

function parseSquare(text: string | undefined): ComparisonRequest['square'] {
  if (text === undefined) return null
  const [withRepair, without, ...rest] = text.split(',')
  if (withRepair && without && rest.length === 0) return { withRepair, without }
  throw new UsageError(`--repair-square must be two arms as WITH,WITHOUT, but got "${text}"`)
}

function parseAllowed(texts: readonly string[]): ComparisonRequest['allow'] {
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => {
      const kind = differenceKinds.find((name) => name === text)
      if (kind !== undefined) return kind
      const hint = didYouMean(text, differenceKinds) || `; known are ${differenceKinds.join(', ')}`
      throw new UsageError(`--allow: "${text}" is no difference${hint}`)
    })
}
