import { BadFile } from './bad-file.js'

export interface TextLine {
  readonly text: string
  /** From 1. */
  readonly number: number
  /** Its first byte. */
  readonly at: number
}

const NEWLINE = 10
const CARRIAGE_RETURN = 13

/** The lines of a text file, ended by LF or CR LF, byte by byte as Latin-1; one at a time, so that no whole string is made. */
export function* textLines(bytes: Uint8Array): Generator<TextLine> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0, number = 1; at < bytes.length; number++) {
    const newline = buffer.indexOf(NEWLINE, at)
    const next = newline < 0 ? bytes.length : newline + 1
    const end = newline < 0 ? bytes.length : newline - (newline > at && bytes[newline - 1] === CARRIAGE_RETURN ? 1 : 0)
    yield { text: buffer.toString('latin1', at, end), number, at }
    at = next
  }
}

/** BadFile that names the line and its byte, and what is there. */
export function badLine(path: string, { text, number, at }: TextLine, reason: string): BadFile {
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text
  return new BadFile(path, `line ${number} (byte ${at}) ${reason}, but is '${shown}'`)
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** A finite decimal number, or undefined. */
export function decimal(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** A number without sign, point or exponent that is exact, or undefined. */
export function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
