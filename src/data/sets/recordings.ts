import { basename } from 'node:path'
import { filesIn } from '../files/files.js'
import { BadFile } from '../readers/bad-file.js'
import type { SetSample } from './file-set.js'
import { reportBad } from './report-bad.js'

/** Where a file belongs in its set. */
export type Place = Omit<SetSample, 'content'>

/**
 * The recordings in a folder or archive, in its order. `placeOf` gets the path from the folder's own name on, with a
 * slash before it, and says where the file belongs; null for a file of no interest, a reason for one that is wrong.
 */
export async function* recordingsIn(
  root: string,
  placeOf: (path: string) => Place | string | null,
  onBad: (bad: BadFile) => void,
): AsyncGenerator<SetSample> {
  const seen = new Set<string>()
  for await (const file of filesIn(root)) {
    const place = placeOf(`/${basename(root)}/${file.path}`)
    if (place === null) continue
    if (typeof place === 'string') onBad(new BadFile(file.path, place))
    else if (seen.has(place.path)) onBad(new BadFile(file.path, `occurs twice in ${root}`))
    else {
      seen.add(place.path)
      const content = await file.bytes().catch((error: unknown) => reportBad(error, onBad))
      if (content) yield { ...place, content }
    }
  }
}
