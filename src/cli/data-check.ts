import { isGenerated } from '../data/catalogue.js'
import { readableSet } from '../data/file-dataset.js'
import { isPattern } from '../data/pattern-spec.js'
import { readSamples } from '../data/read-samples.js'
import { UsageError } from '../usage-error.js'
import { dataNamed } from './data-names.js'
import { EXIT, type ExitCode } from './exit-code.js'
import { note, print } from './output.js'
import { keyValues } from './text-table.js'

/** Reads every file of a set; says what is wrong with each that cannot be read, or is not the one that was added. */
export async function checkData(name: string, dataDir: string | undefined): Promise<ExitCode | undefined> {
  const spec = dataNamed(name)
  if (isGenerated(spec)) throw new UsageError(`'${name}' is generated: there are no files to check`)
  if (isPattern(spec)) throw new UsageError(`'${name}' is one pattern: it is checked whenever it is read`)
  const { samples, bad, twins, digest } = await readSamples(readableSet(spec), dataDir)
  for (const { message } of bad) note(`motif: ${message}`)
  for (const [first, second] of twins) note(`motif: ${first} and ${second} are the same file in train and test`)
  print(
    keyValues([
      ['samples', String(samples)],
      ['bad', String(bad.length)],
      ['in train and test', String(twins.length)],
      ['content', digest],
    ]),
  )
  return bad.length > 0 ? EXIT.checkFailed : undefined
}
