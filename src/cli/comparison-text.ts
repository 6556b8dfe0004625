import { pText } from '../comparison/answer.js'
import type { ArmResult, ComparisonResult, Contrast, Interval, Metric } from '../comparison/comparison-result.js'
import { deviationText, differenceText, metricText, unitText } from '../comparison/metric-words.js'
import { meritOf } from '../evaluation/metric.js'
import { formatDuration } from './duration.js'
import type { Result } from './result.js'
import { type Cell, type Column, textTable } from './text-table.js'
import { wrapped } from './wrapped.js'

export function comparisonResult(result: ComparisonResult): Result {
  return { json: () => result, csv: () => comparisonCsv(result), table: () => comparisonText(result) }
}

/** Longer names of arms would not leave room for their numbers in 80 columns. */
const NAME_COLUMNS = 22

/** What lies in the middle is left out: names often begin alike. */
function shortName(name: string): string {
  if (name.length <= NAME_COLUMNS) return name
  const end = Math.floor((NAME_COLUMNS - 1) / 2)
  return `${name.slice(0, NAME_COLUMNS - 1 - end)}…${name.slice(-end)}`
}

const right = (title: string) => ({ title, align: 'right' }) as const

/** For people, at 80 columns: the answer first, then what it rests on. */
export function comparisonText(result: ComparisonResult): string {
  const parts = [
    [...wrapped(result.question, ''), '', ...wrapped(result.answer, '')].join('\n').trimStart(),
    armTable(result),
    contrastTable(result),
    costTable(result.arms),
    searchTable(result.arms),
    choiceText(result),
    squareText(result),
    noteText(result),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function armTable({ arms, metric, scoreOn, blocks, replicates, override }: ComparisonResult): string {
  const hasFailures = arms.some(({ failures }) => failures > 0)
  const columns = [
    '  arm',
    right('n'),
    right('mean'),
    right('sd'),
    right('median'),
    ...(hasFailures ? [right('failed'), right('without')] : []),
  ]
  const rows = arms.map(({ name, summary, failures, withoutFailures }): Cell[] => [
    `  ${shortName(name)}`,
    summary.n,
    metricText(metric, summary.mean),
    sdText(metric, summary.sd),
    metricText(metric, summary.median),
    ...(hasFailures ? [failures, withoutFailures ? metricText(metric, withoutFailures.mean) : '-'] : []),
  ])
  const difficulty = Object.entries(override).map(([name, value]) => `, ${name} ${value}`)
  const how = `${blocks.length} ${blocks.length === 1 ? 'block' : 'blocks'} x ${replicates} ${replicates === 1 ? 'training' : 'trainings'} of each topology`
  const chance = metric.chance === null ? '; less is better' : `; chance is ${metricText(metric, metric.chance)}`
  const title = `${metric.name} on the ${scoreOn} split${difficulty.join('')} (${how}${chance})`
  const shares = {
    titles: arms[0].success.map(thresholdTitle),
    rows: arms.map(({ success }) => success.map(shareText)),
  }
  const whole = textTable(
    [...columns, ...shares.titles],
    rows.map((row, arm) => [...row, ...shares.rows[arm]]),
  )
  const isNarrow = whole.split('\n').every((line) => line.length <= 80)
  const tables = isNarrow ? [whole] : [textTable(columns, rows), ...shareTables(arms, shares)]
  return [...wrapped(title, ''), ...tables].join('\n')
}

const thresholdTitle = (own: ArmResult['success'][number]) =>
  right('atLeast' in own ? `≥ ${own.atLeast}` : `≤ ${own.atMost}`)
const shareText = ({ rate }: ArmResult['success'][number]): string => `${(100 * rate).toFixed(0)} %`

/** Thresholds that fit beside the longest name. */
const THRESHOLDS = 5

function shareTables(
  arms: readonly ArmResult[],
  { titles, rows }: { readonly titles: readonly Column[]; readonly rows: readonly (readonly string[])[] },
): string[] {
  return Array.from({ length: Math.ceil(titles.length / THRESHOLDS) }, (_, i) => {
    const part = [i * THRESHOLDS, (i + 1) * THRESHOLDS] as const
    const cells = arms.map(({ name }, arm) => [`  ${shortName(name)}`, ...rows[arm].slice(...part)])
    return textTable(['  trainings that reach', ...titles.slice(...part)], cells)
  })
}

const sdText = (metric: Metric, sd: number | null): string => (sd === null ? '-' : deviationText(metric, sd))

function contrastTable({ primary, secondary, metric }: ComparisonResult): string {
  if (primary === null) return ''
  const columns = [
    `  ${shortName(primary.a)} minus`,
    right(metric.name === 'accuracy' ? 'points' : metric.name),
    { title: '95 % interval' },
    right('p'),
    right('Holm'),
    right('d_z'),
    right('delta'),
  ]
  const row = (contrast: Contrast): Cell[] => [
    `  ${shortName(contrast.b)}`,
    differenceText(metric, contrast.difference.estimate),
    `${bounds(metric, contrast.difference)}${contrast.verdict === 'undecided' ? '' : ' *'}`,
    pNumber(contrast.permutation.p),
    contrast.adjusted === null ? '-' : pNumber(contrast.adjusted),
    contrast.dz === null ? '-' : dzText(contrast.dz),
    contrast.cliffsDelta.toFixed(2),
  ]
  const { method } = primary.permutation
  const legend =
    `First the primary contrast. * a difference is shown; p: ${method === 'exact' ? 'exact' : 'Monte Carlo'} paired permutation ` +
    "test, Holm: adjusted; d_z: Cohen's, paired; delta: Cliff's, over all trainings"
  return ['Differences', textTable(columns, [primary, ...secondary].map(row)), ...wrapped(legend, '  ')].join('\n')
}

const bounds = (metric: Metric, { low, high }: Interval): string =>
  `${differenceText(metric, low)} to ${differenceText(metric, high)}`

const pNumber = (p: number): string => (p < 0.001 ? '<.001' : pText(p).replace('p = ', ''))

const dzText = (dz: number): string => (Math.abs(dz) < 99.95 ? dz.toFixed(1) : dz > 0 ? '> 99' : '< -99')

function costTable(arms: readonly ArmResult[]): string {
  const columns = [
    '  arm',
    right('synapses'),
    right('weights'),
    'signs',
    right('spikes'),
    right('syn. ops'),
    right('s'),
  ]
  const rows = arms.map((arm): Cell[] => [
    `  ${shortName(arm.name)}`,
    rounded(arm.synapses),
    rounded(arm.parameters),
    arm.signs,
    arm.spikesPerSample === null ? '-' : rounded(arm.spikesPerSample),
    arm.synapticOperations === null ? '-' : compact(arm.synapticOperations),
    arm.trainingSeconds.toFixed(1),
  ])
  const neurons = [...new Set(arms.map((arm) => rounded(arm.neurons)))].join(' or ')
  const title = `What they take, with ${neurons} neurons: recurrent synapses, trained weights, spikes and synaptic operations per inference, seconds of one training`
  return [...wrapped(title, ''), textTable(columns, rows)].join('\n')
}

const rounded = (x: number): string => x.toFixed(0)

/** `830`, `12.3k`, `4.5M` */
function compact(x: number): string {
  if (x < 9999.5) return x.toFixed(0)
  return x < 999_950 ? `${(x / 1000).toFixed(1)}k` : `${(x / 1e6).toFixed(1)}M`
}

function searchTable(arms: readonly ArmResult[]): string {
  const rows = arms.flatMap(({ name, search }): Cell[][] => {
    if (search === null) return []
    const { runs, sampleSteps, cpuSeconds } = search
    return [[`  ${shortName(name)}`, runs, `${compact(sampleSteps / runs)}`, formatDuration(cpuSeconds / runs)]]
  })
  if (rows.length === 0) return ''
  const columns = ['  arm', right('searches'), right('samples x steps, each'), right('processor time, each')]
  return ['What searching took', textTable(columns, rows)].join('\n')
}

function choiceText({ choice, blocks, metric }: ComparisonResult): string {
  if (choice === null) return ''
  const lines = choice.groups.flatMap(({ blocks: own, means, chosen }) => {
    const where = choice.groups.length === 1 ? '' : `${own.map((block) => blocks[block].label).join(', ')}: `
    const ranked = [...means]
      .sort((a, b) => meritOf(metric, b.mean) - meritOf(metric, a.mean))
      .map(({ arm, mean }) => `${arm} ${metricText(metric, mean)}`)
    return wrapped(`${where}${chosen} (${ranked.join(', ')})`, '  ')
  })
  return ['Handmade arm chosen on selection data', ...lines].join('\n')
}

function squareText({ repairSquare, metric }: ComparisonResult): string {
  if (repairSquare === null) return ''
  const cell = (search: boolean, recipe: boolean): string => {
    const found = repairSquare.cells.find((c) => c.search === search && c.recipe === recipe)
    return found ? `${metricText(metric, found.mean)} ± ${sdText(metric, found.sd)}` : '-'
  }
  const rows = [true, false].map((search) => [
    `  ${search ? 'repair in the search' : 'none in the search'}`,
    cell(search, true),
    cell(search, false),
  ])
  const columns = ['  ', right('repair in the recipe'), right('none in the recipe')]
  const { search, recipe, interaction } = repairSquare.effects
  const effect = (interval: Interval) => `${differenceText(metric, interval.estimate)} (${bounds(metric, interval)})`
  const effects = `repair in the search ${effect(search)}, in the recipe ${effect(recipe)}, interaction ${effect(interaction)}${unitText(metric)}`
  return ['Repair, in the search and in the recipe', textTable(columns, rows), ...wrapped(effects, '  ')].join('\n')
}

function noteText({ notes, testAccesses, run }: ComparisonResult): string {
  const touched = `The test split was touched ${testAccesses} ${testAccesses === 1 ? 'time' : 'times'} (ledger of ${run}).`
  return [...notes, ...(testAccesses > 0 ? [touched] : [])].flatMap((text) => bulleted(text)).join('\n')
}

const bulleted = (text: string): string[] =>
  wrapped(text, '  ').map((line, i) => (i === 0 ? `- ${line.trimStart()}` : line))

function comparisonCsv({ arms, primary, secondary }: ComparisonResult) {
  const contrasts = primary === null ? [] : [primary, ...secondary]
  return {
    titles: [
      ...['arm', 'kind', 'source', 'learns', 'signs', 'n', 'mean', 'sd', 'median', 'failures', 'mean_without_failures'],
      ...['neurons', 'parameters', 'synapses', 'spikes_per_sample', 'synaptic_operations', 'training_seconds'],
      ...['contrast', 'difference', 'low', 'high', 'p', 'p_holm', 'wilcoxon_p', 'd_z', 'cliffs_delta', 'verdict'],
    ],
    rows: arms.map((arm): Cell[] => {
      const contrast = contrasts.find(({ b }) => b === arm.name)
      return [...armCells(arm), ...contrastCells(contrast, contrast === primary)]
    }),
  }
}

function armCells(arm: ArmResult): Cell[] {
  const { summary, withoutFailures } = arm
  return [
    ...[arm.name, arm.kind, arm.source, arm.learns, arm.signs, summary.n, summary.mean, summary.sd, summary.median],
    ...[arm.failures, withoutFailures?.mean ?? null, arm.neurons, arm.parameters, arm.synapses],
    ...[arm.spikesPerSample, arm.synapticOperations, arm.trainingSeconds],
  ]
}

function contrastCells(contrast: Contrast | undefined, isPrimary: boolean): Cell[] {
  if (contrast === undefined) return new Array<Cell>(10).fill(null)
  const { difference, permutation, adjusted, wilcoxon, dz, cliffsDelta, verdict } = contrast
  return [
    ...[isPrimary ? 'primary' : 'secondary', difference.estimate, difference.low, difference.high, permutation.p],
    ...[adjusted, wilcoxon.p, dz, cliffsDelta, verdict],
  ]
}
