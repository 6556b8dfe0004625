import { createRequire } from 'node:module'

/**
 * The CommonJS build of yargs: one file where the other is fifty modules, and its help wraps between words. Loading it
 * takes a third of the time (`npm run measure:cold-start`).
 */
export const yargs = createRequire(import.meta.url)('yargs') as typeof import('yargs').default
