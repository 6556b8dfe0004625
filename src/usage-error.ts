/** The caller asked for something that cannot be: the message names option, rule and value. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
