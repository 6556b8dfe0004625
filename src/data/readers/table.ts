/** Numbers in rows and columns, from a text or an array file. */
export interface Table {
  readonly rows: number
  readonly columns: number
  /** In lower case, where the file has them. */
  readonly names: readonly string[] | null
  /** [row * columns + column] */
  readonly values: Float64Array
  /** Where a row lies, for messages: its line or byte. */
  where(row: number): string
}
