import { jsonNumber } from '../store/stored-number.js'
import type { Format } from './option.js'
import { print } from './output.js'
import { type Cell, csv } from './text-table.js'

/** A result in the three forms a reading command offers; what is not asked for is not made. */
export interface Result {
  readonly json: () => object
  readonly csv: () => { readonly titles: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  readonly table: () => string
}

export function printResult(format: Format | undefined, result: Result): void {
  if (format === 'json') print(jsonText(result.json()))
  else if (format === 'csv') {
    const { titles, rows } = result.csv()
    print(csv(titles, rows))
  } else print(result.table())
}

/** A non-finite number becomes {"value": null, "kind": "nan"}. */
export function jsonText(document: object): string {
  return JSON.stringify(
    document,
    (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? jsonNumber(value) : value),
    2,
  )
}
