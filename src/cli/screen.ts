import { columnsOf } from './output.js'

/** Where progress is shown, one line at a time. */
export interface Screen {
  /** `line` is made only when it is shown. */
  show(line: (columns: number) => string): void
  /** Takes the line away, so that something else can be written. */
  clear(): void
}

const LIVE_MS = 100
const PLAIN_MS = 10_000

const SILENT: Screen = { show: () => {}, clear: () => {} }

/** A live line on a terminal, a line now and then elsewhere, nothing when quiet. */
export function createScreen(stream: NodeJS.WriteStream, quiet: boolean): Screen {
  if (quiet) return SILENT
  return stream.isTTY === true && process.env.TERM !== 'dumb' ? liveScreen(stream) : plainScreen(stream)
}

function liveScreen(stream: NodeJS.WriteStream): Screen {
  let shownAt = 0
  let onScreen = false
  return {
    show(line) {
      const now = performance.now()
      if (now - shownAt < LIVE_MS) return
      shownAt = now
      onScreen = true
      // Carriage return, the line, then clear what an older, longer line has left.
      stream.write(`\r${line(columnsOf(stream) - 1)}\x1b[K`)
    },
    clear() {
      if (onScreen) stream.write('\r\x1b[K')
      onScreen = false
      shownAt = 0
    },
  }
}

function plainScreen(stream: NodeJS.WriteStream): Screen {
  let shownAt = performance.now()
  return {
    show(line) {
      const now = performance.now()
      if (now - shownAt < PLAIN_MS) return
      shownAt = now
      stream.write(`${line(120)}\n`)
    },
    clear() {},
  }
}
