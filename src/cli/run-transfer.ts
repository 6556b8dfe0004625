import { availableParallelism } from 'node:os'
import { runResult } from '../comparison/run-result.js'
import { type RunEnd, startRun } from '../comparison/run-study.js'
import { transferStudy } from '../comparison/transfer.js'
import { parseStudy, type Study } from '../search/study.js'
import { readStudy } from '../search/study-file.js'
import { topologyHash } from '../topology/canonical-form.js'
import type { Topology } from '../topology/topology.js'
import { UsageError } from '../usage-error.js'
import { EXIT, type ExitCode } from './exit-code.js'
import { findTopology } from './find-topology.js'
import type { Format } from './option.js'
import { note } from './output.js'
import { readRun } from './read-run.js'
import { printResult } from './result.js'
import { runReference, shownPath, writableRunsFolder } from './run-folder.js'
import { createReporter } from './run-reporter.js'
import { createScreen } from './screen.js'
import { listenForStop, type StopSignal } from './stop-signal.js'
import { type TransferRow, transferResult } from './transfer-result.js'

export interface TransferArguments {
  readonly topology: string
  readonly to: readonly string[] | undefined
  readonly neurons: readonly number[] | undefined
  readonly replicates: number | undefined
  readonly draws: number | undefined
  readonly threads: number | undefined
  readonly data: string | undefined
  readonly skipBad: boolean | undefined
  readonly format: Format | undefined
  readonly quiet: boolean
}

/** Each target is a run of its own, with a ledger; all of them are checked for misuse before the first begins. */
export async function runTransfer(argv: TransferArguments): Promise<ExitCode | undefined> {
  const { topology, run, study } = await findTopology(argv.topology, {})
  const targets = targetStudies(argv, study).flatMap((target) =>
    (argv.neurons ?? [undefined]).map((neurons) => {
      const { replicates = 3, draws = 3 } = argv
      const where = `${argv.topology} carried to ${target.name}`
      return { target, study: transferStudy(target, topology, { neurons, replicates, draws }, where) }
    }),
  )
  const folder = writableRunsFolder()
  const stop = listenForStop()
  try {
    const rows: TransferRow[] = run === undefined ? [] : await asFound(run, topology)
    for (const { target, study: own } of targets) {
      const { run: name, end } = await oneTransfer(own, folder, argv, stop)
      if (end.reason === 'stopped') {
        note(`stopped; go on with: motif resume ${name}, then motif best ${name}`)
        return stop.exitCode() ?? EXIT.interrupted
      }
      if (end.reason === 'failed' || end.best === undefined) {
        note(`motif: the carried motif was not scored on ${target.name}; motif candidates ${name} shows why`)
        return EXIT.nothingScored
      }
      const neurons = own.space.layers.map((layer) => layer.neurons)
      rows.push({ study: target.name, neurons, run: name, asFound: false, tables: end.tables })
    }
    printResult(argv.format, transferResult(topology, argv.topology, rows))
    return undefined
  } finally {
    stop.release()
  }
}

function targetStudies({ to = [], topology }: TransferArguments, own: Study | undefined): Study[] {
  if (to.length > 0) return to.map((name) => readStudy(name))
  if (own !== undefined) return [own]
  throw new UsageError(`${topology} is of no run, so --to must name a study to carry it to`)
}

async function oneTransfer(
  study: Study,
  folder: string,
  argv: TransferArguments,
  stop: StopSignal,
): Promise<{ run: string; end: RunEnd }> {
  const reporter = createReporter(createScreen(process.stderr, argv.quiet), study.schedule.iterations)
  try {
    const begun = await startRun(study, folder, undefined, {
      threads: argv.threads ?? availableParallelism(),
      signal: stop.signal,
      reporter,
      dataDir: argv.data,
      skipBad: argv.skipBad,
    })
    reporter.close()
    const run = runReference(begun.folder)
    if (!argv.quiet) note(`run ${run} (${shownPath(begun.folder)})`)
    return { run, end: await begun.end }
  } finally {
    reporter.close()
  }
}

/** The check of the run in which the topology was found, where it is the one that was checked. */
function asFound(run: string, topology: Topology): Promise<TransferRow[]> {
  return readRun(run, (store, folder) => {
    const result = runResult(store)
    if (result === undefined || result.tables.length === 0 || result.candidate !== topologyHash(topology)) return []
    const { name } = parseStudy(store.header.study, 'the study of the run')
    const neurons = topology.layers.map((layer) => layer.neurons)
    return [{ study: name, neurons, run: runReference(folder), asFound: true, tables: result.tables }]
  })
}
