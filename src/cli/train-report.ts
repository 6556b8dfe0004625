import { availableParallelism } from 'node:os'
import { metricText } from '../comparison/metric-words.js'
import { sharedDataset } from '../comparison/run-study.js'
import { recordTrainTestAccess, trainingData, trainTopology } from '../comparison/train-topology.js'
import type { EncodedDataset } from '../data/dataset.js'
import { type Metric, metricOf, scoreBy } from '../evaluation/metric.js'
import type { EpochMetrics } from '../evaluation/outcome.js'
import { confusionOn } from '../learning/confusion.js'
import { isGradientRecipe } from '../learning/gradient-recipe.js'
import { type AnyNetwork, saveNetwork } from '../learning/network-file.js'
import { networkPredictor } from '../learning/network-predictor.js'
import type { RuleName } from '../learning/recipe.js'
import { patternOutput } from '../learning/super-spike/pattern-output.js'
import { DivergedError } from '../learning/training.js'
import { parseStudy, type Study, studyDocument } from '../search/study.js'
import { UsageError } from '../usage-error.js'
import { confusionText } from './confusion-text.js'
import { epochLine } from './epoch-line.js'
import { EXIT, type ExitCode } from './exit-code.js'
import { findTopology } from './find-topology.js'
import type { Format } from './option.js'
import { note } from './output.js'
import { patternText } from './pattern-text.js'
import { printResult } from './result.js'
import { runReference } from './run-folder.js'
import { listenForStop } from './stop-signal.js'
import { keyValues } from './text-table.js'
import { trainCsv, trainDocument } from './train-result.js'

export interface TrainArguments {
  readonly topology: string
  readonly study: string | undefined
  readonly set: readonly string[] | undefined
  readonly data: string | undefined
  readonly skipBad: boolean | undefined
  readonly threads: number | undefined
  readonly rule: RuleName | undefined
  readonly epochs: number | undefined
  readonly replicate: number | undefined
  readonly synapses: number | undefined
  readonly test: boolean | undefined
  readonly save: string | undefined
  readonly format: Format | undefined
  readonly quiet: boolean
}

export async function trainAndReport(argv: TrainArguments): Promise<ExitCode | undefined> {
  const found = await findTopology(argv.topology, argv)
  if (found.study === undefined) throw new UsageError(`${argv.topology} needs --study NAME for its data and recipe`)
  const study = withRule(found.study, argv.rule)
  const metric = metricOf(study)
  const encoded = await sharedDataset(study, {
    threads: argv.threads ?? availableParallelism(),
    dataDir: argv.data,
    skipBad: argv.skipBad,
    reporter: { onData: (progress) => progress.stage === 'warning' && note(`motif: ${progress.message}`) },
  })
  const epochs = argv.epochs ?? study.recipe.epochs
  const settings = { replicate: argv.replicate ?? 0, epochs, encoded }
  const test = argv.test === true
  if (test && found.run !== undefined) recordTrainTestAccess(found.run, study, found.topology, settings)
  const stop = listenForStop()
  try {
    const course: EpochMetrics[] = []
    const onEpoch = (metrics: EpochMetrics) => {
      course.push(metrics)
      if (!argv.quiet) note(epochLine(metrics, epochs))
    }
    const network = await trainTopology(study, found.topology, { ...settings, signal: stop.signal, test, onEpoch })
    if (network === undefined) {
      note('stopped; nothing was saved')
      return stop.exitCode()
    }
    if (argv.save !== undefined) saveNetwork(argv.save, network)
    const data = trainingData(study, settings)
    const pattern = patternOutput(network, data)
    const what = { study: study.name, metric, network, epochs: course, saved: argv.save, pattern }
    printResult(argv.format, {
      json: () => trainDocument(what),
      csv: () => trainCsv(what),
      table: () =>
        [
          scoreText(network, metric, argv.save),
          ...(pattern === undefined
            ? []
            : [
                patternText(
                  pattern,
                  course.map(({ loss }) => loss),
                ),
              ]),
          ...(test && metric.name === 'accuracy' ? [testText(network, data)] : []),
        ].join('\n\n'),
    })
    if (test) note(testNote(found.run))
    return undefined
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error
    note(
      `motif: ${error.message}: nothing was saved; try a smaller rate (recipe.optimiser.rate) or another --replicate`,
    )
    return EXIT.nothingScored
  } finally {
    stop.release()
  }
}

/** Its recipe with another rule: the gradient rules share all other settings, any other starts from its own defaults. */
function withRule(study: Study, rule: RuleName | undefined): Study {
  const { recipe } = study
  if (rule === undefined || rule === recipe.rule) return study
  const other = isGradientRecipe(recipe) && isGradientRecipe({ rule }) ? { ...recipe, rule } : { rule }
  return parseStudy({ ...studyDocument(study), recipe: other }, study.name)
}

function scoreText({ score, networkHash }: AnyNetwork, metric: Metric, file: string | undefined): string {
  const { selection, test } = score
  return keyValues([
    [`selection ${metric.name}`, metricText(metric, scoreBy(metric, selection))],
    ...(test === undefined
      ? []
      : [[`test ${metric.name}`, metricText(metric, scoreBy(metric, test))] satisfies [string, string]]),
    ...(metric.name === 'loss' ? [] : [['selection loss', selection.loss.toFixed(4)] satisfies [string, string]]),
    ['spikes per sample', selection.spikesPerSample.toFixed(1)],
    ['network', networkHash.slice(0, 12)],
    ...(file === undefined ? [] : [['saved', file] satisfies [string, string]]),
  ])
}

function testText(network: AnyNetwork, data: EncodedDataset): string {
  const predictor = networkPredictor(network)
  try {
    return confusionText(confusionOn(predictor, data, 'test'))
  } finally {
    predictor.dispose()
  }
}

function testNote(run: string | undefined): string {
  const once = 'the test split was touched: do not choose between networks by it'
  return run === undefined
    ? `${once}; no run, so no ledger counts this`
    : `${once}; the ledger of ${runReference(run)} has one row more`
}
