import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { makeReport } from '../report/report.js'
import { UsageError } from '../usage-error.js'
import { networkAtWork } from './network-at-work.js'
import { note, print } from './output.js'
import { readRun } from './read-run.js'
import { jsonText } from './result.js'
import { runReference, shownPath } from './run-folder.js'

export interface ReportArguments {
  readonly run: string
  readonly out: string | undefined
  readonly json: boolean | undefined
  readonly train: boolean | undefined
  readonly network: string | undefined
  readonly data: string | undefined
  readonly quiet: boolean
}

export async function reportRun({ run, out, json, ...options }: ReportArguments): Promise<void> {
  if (json && out !== undefined) throw new UsageError('--json prints to stdout: give it or --out, not both')
  if (out !== undefined) checkFile(out)
  await readRun(run, async (store, folder) => {
    const report = await makeReport(store, {
      reference: runReference(folder),
      ...(await networkAtWork(store, options)),
    })
    if (json) return print(jsonText(report.document()))
    const file = out ?? join(folder, 'report.html')
    writeWhole(file, report.html())
    print(shownPath(resolve(file)))
    if (!options.quiet) note('open it with any browser; it needs no network')
  })
}

function checkFile(out: string): void {
  if (existsSync(out) && statSync(out).isDirectory())
    throw new UsageError(`--out must be a file, but ${out} is a folder`)
  if (!existsSync(dirname(resolve(out)))) throw new UsageError(`--out: there is no folder ${dirname(out)}`)
}

/** Whoever looks sees a whole report or the one before. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}.draft`
  try {
    writeFileSync(draft, text)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
