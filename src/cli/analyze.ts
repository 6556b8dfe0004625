import { type AnyNetwork, gradientNetwork, loadAnyNetwork } from '../learning/network-file.js'
import { didYouMean } from '../nearest-name.js'
import { UsageError } from '../usage-error.js'
import type { Format } from './option.js'
import { printResult, type Result } from './result.js'

export interface AnalyzeArguments {
  readonly subject: string
  readonly network: string | undefined
  readonly samples: number | undefined
  readonly delays: number | undefined
  readonly data: string | undefined
  /** Of `synchrony`: a page with all figures. */
  readonly html: string | undefined
  readonly format: Format | undefined
}

/** What can be asked of a network, by name; `general` is what is answered without one. */
type Analysis = (network: AnyNetwork, file: string, argv: AnalyzeArguments) => Promise<Result>

const ANALYSES: Readonly<Record<string, () => Promise<Analysis>>> = {
  general: async () => {
    const { analyzeGeneral } = await import('./analyze-general.js')
    return (network, file, argv) => {
      if (network.recipe.rule === 'first-spike') {
        throw new UsageError(`${file} is a network of first spikes: motif analyze synchrony ${file} measures it`)
      }
      return analyzeGeneral(gradientNetwork(network, file), file, argv)
    }
  },
  synchrony: async () => (await import('./analyze-synchrony.js')).analyzeSynchrony,
}

export async function analyze(argv: AnalyzeArguments): Promise<void> {
  const { subject, network } = argv
  const [name, file] = network === undefined ? ['general', subject] : [subject, network]
  const load = Object.hasOwn(ANALYSES, name) ? ANALYSES[name] : undefined
  if (load === undefined) {
    const known = Object.keys(ANALYSES)
    throw new UsageError(
      `motif analyze knows no "${name}"${didYouMean(name, known)}; its subjects are ${known.join(', ')}`,
    )
  }
  if (network === undefined && Object.hasOwn(ANALYSES, subject)) {
    throw new UsageError(`motif analyze ${subject} needs a network: a file that motif train --save wrote`)
  }
  const analysis = await load()
  printResult(argv.format, await analysis(loadAnyNetwork(file), file, argv))
}
