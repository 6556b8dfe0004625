import type { BadFile } from '../../../src/data/readers/bad-file.js'
import type { FileSet, SetSample } from '../../../src/data/sets/file-set.js'

export interface ReadSet {
  readonly samples: readonly SetSample[]
  readonly bad: readonly string[]
}

/** All samples of a set that lies in `folder`, and the messages of its bad files. */
export async function readSet(set: FileSet, folder: string): Promise<ReadSet> {
  const paths = set.find(folder)
  if (!paths) throw new Error(`${set.name} not found in ${folder}`)
  const samples: SetSample[] = []
  const bad: string[] = []
  for await (const sample of set.samples(paths, (file: BadFile) => bad.push(file.message))) samples.push(sample)
  return { samples, bad }
}

export function signalOf(set: FileSet, { path, content }: SetSample) {
  return content instanceof Uint8Array ? set.decode(path, content) : content
}

/** What tells samples apart, without their contents. */
export const outlines = (samples: readonly SetSample[]) =>
  samples.map(({ path, label, part, group }) => [path, label, part, group])
