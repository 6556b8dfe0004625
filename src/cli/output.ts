/*
 * Results go to stdout, everything else to stderr. A reader that went away (`motif runs | head -1`) is no error: what
 * would still be written is dropped.
 */
let stdoutGone = false

export function ignoreClosedPipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    stdoutGone = true
  })
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

/** Whether nobody reads the results any more. */
export function outputClosed(): boolean {
  return stdoutGone
}

export function print(text: string): void {
  if (!stdoutGone) process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Colour of results: on a terminal, and not with NO_COLOR (no-color.org: any value but an empty one). */
export function colourOf(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
}

export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY === true && stream.columns > 0 ? stream.columns : 80
}
