import { mean } from 'simple-statistics'
import { canonicalJson } from '../evaluation/evaluation-id.js'
import { thresholdOf, trialResults } from './arm-results.js'
import { compareArms, type MeasuredArms } from './compare-arms.js'
import { CHOSEN } from './comparison-plan.js'
import type { ArmResult, ComparisonResult, Metric, Trial } from './comparison-result.js'
import { countFailures, type MeasuredTrial } from './count-failures.js'
import { type ChoiceMean, chooseHandmade } from './handmade-choice.js'

/**
 * Comparisons of the same arms in other blocks, as one: for what is too long to be done at once. What is chosen on selection
 * data is chosen anew where blocks share their data. Throws where they do not fit together.
 */
export function joinComparisons(parts: readonly ComparisonResult[], name: string): ComparisonResult {
  const [first] = parts
  for (const part of parts) refuseUnlike(first, part)
  const offsets = parts.map((_, i) => parts.slice(0, i).reduce((sum, { blocks }) => sum + blocks.length, 0))
  const blocks = parts.flatMap((part) => part.blocks)
  const means = parts.flatMap((part, i) => choiceOf(part, offsets[i]))
  return compareArms({
    run: name,
    ...pick(first),
    blocks,
    arms: joinedArms(parts, offsets, blocks.length),
    choice: means.length > 0 ? chooseHandmade(blocks, means, first.metric) : null,
    allowed: distinct(parts.flatMap(({ allowed }) => allowed)),
    testAccesses: parts.reduce((sum, { testAccesses }) => sum + testAccesses, 0),
    primary: asked(first),
    square: squareOf(first),
  })
}

function pick(part: ComparisonResult) {
  const { question, metric, scoreOn, withSelection, override, replicates, codeVersion, numericsVersion } = part
  const learnt = withSelection && { withSelection }
  return { question, metric, scoreOn, ...learnt, override, replicates, codeVersion, numericsVersion }
}

const measuredArms = ({ arms }: ComparisonResult): readonly ArmResult[] => arms.filter(({ kind }) => kind !== 'chosen')

/** What the contrast was before it was known which arm is chosen. */
function asked({ primary, choice }: ComparisonResult): MeasuredArms['primary'] {
  return primary && { a: primary.a, b: choice ? CHOSEN : primary.b, declared: primary.declared }
}

function squareOf({ repairSquare }: ComparisonResult): MeasuredArms['square'] {
  const armOf = (search: boolean) => repairSquare?.cells.find((c) => c.search === search && c.recipe)?.arm
  const [withRepair, without] = [armOf(true), armOf(false)]
  return withRepair === undefined || without === undefined ? null : { withRepair, without }
}

function refuseUnlike(first: ComparisonResult, part: ComparisonResult): void {
  const alike = (c: ComparisonResult) => canonicalJson([pick(c), measuredArms(c).map(({ name }) => name), asked(c)])
  if (alike(part) === alike(first)) return
  throw new RangeError(`comparisons ${first.run} and ${part.run} must have the same arms, trainings and question`)
}

/** Every part has one group: its blocks share their data, or there is one of them. */
function choiceOf({ choice }: ComparisonResult, offset: number): ChoiceMean[] {
  return (choice?.groups ?? []).flatMap(({ blocks, means }) =>
    means.map(({ arm, mean: value, n }) => ({ arm, block: offset + blocks[0], mean: value, n })),
  )
}

/** A part without chance has counted its failures by its own trainings: here they count anew, by those of all. */
function joinedArms(parts: readonly ComparisonResult[], offsets: readonly number[], blocks: number): ArmResult[] {
  const { metric } = parts[0]
  const byName = measuredArms(parts[0]).map(({ name }) => parts.map((part) => armOf(part, name)))
  const measured = byName.map((own) =>
    own.flatMap((arm, i) =>
      arm.trials.map((trial): MeasuredTrial => {
        const value = trial.state === 'scored' ? trial.value : null
        return { ...trial, value, block: offsets[i] + trial.block }
      }),
    ),
  )
  const counted = countFailures(measured.flat(), metric)
  let from = 0
  return byName.map((own, i) => {
    const trials = counted.slice(from, from + measured[i].length)
    from += measured[i].length
    return joinedArm(own, trials, blocks, metric)
  })
}

function armOf({ arms }: ComparisonResult, name: string): ArmResult {
  const arm = arms.find((a) => a.name === name)
  if (!arm) throw new RangeError(`a comparison has no arm ${name}`)
  return arm
}

function joinedArm(own: readonly ArmResult[], trials: readonly Trial[], blocks: number, metric: Metric): ArmResult {
  const average = (part: (arm: ArmResult) => number) => mean(own.map(part))
  const searches = own.flatMap(({ search }) => (search === null ? [] : [search]))
  const total = (part: (search: NonNullable<ArmResult['search']>) => number) =>
    searches.reduce((n, s) => n + part(s), 0)
  const signs = new Set(own.map((arm) => arm.signs))
  return {
    ...own[0],
    source: own[0].kind === 'search' ? own.map(({ source }) => source).join(', ') : own[0].source,
    signs: signs.size === 1 ? own[0].signs : 'mixed',
    ...trialResults(own[0].name, trials, blocks, {
      metric,
      thresholds: own[0].success.map(thresholdOf),
    }),
    neurons: average((arm) => arm.neurons),
    parameters: average((arm) => arm.parameters),
    synapses: average((arm) => arm.synapses),
    excitatoryShare: average((arm) => arm.excitatoryShare),
    search:
      searches.length === 0
        ? null
        : {
            sampleSteps: total((s) => s.sampleSteps),
            cpuSeconds: total((s) => s.cpuSeconds),
            runs: total((s) => s.runs),
          },
  }
}

function distinct<T extends object>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [canonicalJson(item), item])).values()]
}
