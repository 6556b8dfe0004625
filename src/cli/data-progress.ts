import type { DataProgress } from '../data/catalogue.js'
import { note } from './output.js'
import { createScreen } from './screen.js'

/** Shows how far the encoding of a data set is; what was left out stays to be read. */
export function dataProgress(quiet: boolean): { onData(progress: DataProgress): void; end(): void } {
  const screen = createScreen(process.stderr, quiet)
  return {
    onData(progress) {
      if (progress.stage === 'encode') {
        screen.show((columns) => `encoding data: ${progress.done} samples`.slice(0, columns))
        return
      }
      screen.clear()
      note(`motif: ${progress.message}`)
    },
    end: () => screen.clear(),
  }
}
