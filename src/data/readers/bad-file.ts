import { UsageError } from '../../usage-error.js'

/** A data file that cannot be read as what it should be: damaged, of another format, or misnamed. */
export class BadFile extends UsageError {
  readonly file: string
  readonly reason: string

  constructor(file: string, reason: string) {
    super(`${file}: ${reason}`)
    this.file = file
    this.reason = reason
  }
}
